//! What the store promises, shown on every database it runs on.
//!
//! Each promise is written once and run as `sqlite::…` and as `postgres::…`. For the latter,
//! `JINPAI_TEST_POSTGRES_URL` names a server on which the tests may make and drop databases; without
//! it they say that they were left out, and with `JINPAI_TEST_REQUIRE_ALL=1` they fail instead.

mod chat;
mod coach;
mod dismissals;
mod elsewhere;
mod findings;
mod goods;
mod groups;
mod handover;
mod identities;
mod log;
mod marks;
mod orders;
mod people;
mod phrases;
mod pictures;
mod playbook;
mod policies;
mod reminders;
mod trials;
mod world;

/// Runs promises on both databases.
macro_rules! on_both {
    ($($module:ident: $($promise:ident),+;)+) => {
        mod sqlite {
            $($(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $promise() {
                    let world = crate::world::World::sqlite();
                    crate::$module::$promise(&world).await;
                }
            )+)+
        }

        mod postgres {
            /// Only a server can be restarted under the store.
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn a_write_survives_the_loss_of_every_connection() {
                let Some(world) = crate::world::World::postgres().await else {
                    return;
                };
                crate::log::a_write_survives_the_loss_of_every_connection(&world).await;
                world.drop_database().await;
            }

            $($(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $promise() {
                    let Some(world) = crate::world::World::postgres().await else {
                        return;
                    };
                    crate::$module::$promise(&world).await;
                    world.drop_database().await;
                }
            )+)+
        }
    };
}

on_both! {
    goods:
        products_keep_their_id_and_grow_younger,
        a_table_without_a_column_takes_nothing_away,
        a_code_of_a_piece_belongs_to_one_product,
        changes_are_kept_up_to_a_bound_and_lead_back,
        terms_and_maps_are_the_shops_own;
    log:
        many_writers_of_several_shops_leave_no_gap,
        two_processes_share_one_sequence,
        a_reader_that_follows_the_log_misses_nothing,
        a_follower_of_some_kinds_gets_those_alone,
        what_is_stored_in_bulk_comes_back_as_it_was,
        a_write_alone_reads_beside_itself_and_knows_who_waits,
        a_failing_write_hurts_nobody_else,
        a_panicking_write_hurts_nobody_else,
        a_caller_that_goes_away_changes_nothing,
        a_refused_statement_undoes_its_write_alone,
        events_belong_into_the_lane_of_their_shop,
        hints_name_the_new_heads_after_they_can_be_read,
        closing_answers_what_was_queued,
        two_processes_may_start_on_an_empty_database_at_once,
        a_database_of_a_newer_version_is_refused,
        what_is_committed_is_there_after_a_restart;
    chat:
        the_same_reference_is_the_same_message,
        the_same_reference_at_the_same_time_is_one_message,
        another_sender_or_shop_may_use_the_same_reference,
        a_conversation_is_read_page_by_page_from_either_end,
        the_buyer_waits_from_her_first_question_to_the_agents_answer,
        marks_only_go_forward_and_never_past_the_last_message,
        a_buyer_has_one_open_conversation,
        a_buyers_talk_goes_on_over_her_conversations,
        a_widget_token_names_its_buyer;
    coach:
        every_change_of_a_coach_is_a_new_version,
        a_rule_set_again_stands_as_set_last,
        a_shop_takes_its_own_rules_away,
        equal_facts_are_kept_once,
        the_archive_is_walked_by_what_was_said_when;
    dismissals:
        what_was_put_aside_is_kept_once_per_talk,
        what_was_put_aside_is_listed_and_counted,
        words_let_through_are_written_once,
        what_was_put_aside_may_be_undone_until_it_is_let_through;
    elsewhere:
        a_bridges_place_never_goes_back,
        what_waits_for_the_bridge_is_counted,
        what_did_not_arrive_is_noted_once,
        a_name_has_one_note;
    findings:
        findings_stay_with_their_message,
        findings_are_walked_by_range_agent_and_state,
        decisions_about_a_finding_are_kept_in_order,
        what_is_said_of_a_whole_talk_is_taken_back_unless_decided,
        a_talk_ends_once_and_may_go_on;
    orders:
        the_same_file_twice_changes_nothing,
        a_payment_once_known_is_never_taken_back,
        one_number_twice_in_a_file_is_one_order,
        orders_are_found_by_status_text_and_cursor,
        who_owes_a_payment_is_told,
        a_buyers_history_counts_paid_and_abandoned_orders,
        unpaid_money_is_added_up,
        buyers_of_a_file_are_found_or_made_once;
    playbook:
        what_was_read_of_a_buyer_is_gone_when_she_wants_no_profile,
        a_promise_is_kept_once,
        concessions_are_decided_once_and_their_cost_adds_up,
        a_card_is_shown_once_and_its_figures_add_up;
    reminders:
        planning_twice_plans_once,
        a_due_step_goes_to_one_worker_among_eight,
        nothing_is_claimed_before_its_time,
        a_worker_that_lost_its_lease_writes_nothing,
        a_payment_cancels_open_steps_and_their_tasks,
        a_plan_may_move_a_step_that_nobody_holds,
        a_days_figures_add_up;
    policies:
        versions_are_added_and_stay,
        a_flow_goes_by_one_version_or_stands_still,
        a_step_remembers_its_policy,
        a_span_of_the_archive_is_walked_buyer_by_buyer;
    trials:
        an_order_stays_where_it_was_drawn,
        opt_outs_count_after_a_reminder_only,
        a_stop_is_ended_once_and_with_a_reason,
        what_could_be_reminded_is_told_from_orders;
    marks:
        a_talk_put_off_comes_back_once,
        a_removed_tag_is_off_everything,
        every_mark_of_an_order_stays_in_its_history,
        a_receiver_grows_by_what_each_feed_tells;
    groups:
        a_group_keeps_its_members_until_they_leave,
        a_talk_waits_for_a_group_until_somebody_has_it;
    identities:
        buyers_are_one_person_from_whichever_side,
        a_person_is_one_with_one_head_alone;
    pictures:
        a_picture_stands_beside_its_message,
        a_talk_has_one_rating;
    phrases:
        an_owner_has_one_phrase_of_a_code,
        how_often_a_phrase_is_taken_is_counted,
        a_phrase_that_was_taken_away_comes_back,
        a_phrase_keeps_one_picture_until_it_is_forgotten,
        folders_keep_their_order_and_take_their_phrases_along,
        questions_are_put_aside_for_the_whole_shop;
    handover:
        a_delivery_is_taken_once,
        a_step_being_handed_over_is_not_cancelled,
        many_ends_are_written_at_once_each_to_its_own,
        a_step_waits_for_a_person_and_goes_on,
        an_idempotency_key_is_handed_over_once,
        contacts_are_counted_over_all_senders;
    people:
        a_person_serves_several_shops_with_a_role_in_each,
        sign_ins_expire_and_end,
        shops_do_not_see_each_other,
        secrets_and_settings_are_kept,
        opting_out_is_written_and_read;
}
