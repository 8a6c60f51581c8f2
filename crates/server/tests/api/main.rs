//! The server as the world meets it: over real sockets, on the real engine, on SQLite and on PostgreSQL.

mod access;
mod advice;
mod bridge;
mod channel;
mod coach;
mod coach_rules;
mod dismissals;
mod groups;
mod hook;
mod hostile;
mod http;
mod identities;
mod line;
mod marks;
mod owning;
mod pages;
mod phrases;
mod pictures;
mod policies;
mod providers;
mod sample;
mod service;
mod session;
mod sockets;
mod talk;
mod tasks;
mod tls;
mod world;

/// Declares every test twice: `sqlite::name` and `postgres::name`.
macro_rules! on_both {
    ($($module:ident::$name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let world = crate::world::World::open(jinpai_store::testing::TestDatabase::sqlite()).await;
                crate::$module::$name(&world).await;
                world.end().await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let Some(database) = jinpai_store::testing::TestDatabase::postgres().await else { return };
                let world = crate::world::World::open(database).await;
                crate::$module::$name(&world).await;
                world.end().await;
            })+
        }
    };
}

on_both! {
    access::every_route_keeps_to_its_role,
    access::another_shops_things_are_not_there,
    access::what_changes_something_needs_the_page_token_and_our_origin,
    access::a_one_time_password_opens_nothing_but_its_change,
    advice::the_desk_advises_and_remembers,
    advice::a_price_is_asked_granted_and_its_floor_is_for_leads,
    coach::a_finding_is_reviewed_appealed_and_decided_anew,
    coach::the_archive_is_audited,
    coach_rules::a_bad_rule_is_refused_with_its_lines,
    coach_rules::a_rule_is_changed_by_one_lead_at_a_time,
    coach_rules::settings_change_what_a_rule_says,
    coach_rules::the_bench_tries_a_rule_alone_and_with_all,
    coach_rules::the_bench_shows_what_a_change_takes_away,
    dismissals::a_rule_of_the_shop_is_met_put_aside_and_let_through,
    dismissals::what_was_put_aside_is_counted_and_listed,
    dismissals::what_was_put_aside_is_undone_by_whoever_did_it_or_a_lead,
    owning::a_waiting_buyer_is_given_to_who_is_there,
    owning::who_is_gone_loses_her_buyers_to_who_is_there,
    owning::a_talk_is_handed_on_with_a_word_the_buyer_never_sees,
    groups::a_talk_for_a_group_goes_to_who_of_it_is_there,
    groups::a_talk_for_a_group_waits_for_it_alone_and_then_for_anybody,
    groups::what_was_handed_on_is_taken_back,
    groups::leads_keep_the_groups,
    identities::two_buyers_become_one_and_are_taken_apart,
    identities::what_one_asked_for_holds_for_all_of_her,
    identities::who_may_and_what_is_refused,
    owning::a_lead_takes_over_and_an_agent_may_not,
    owning::a_message_is_taken_back_by_its_author_for_two_minutes,
    owning::a_reply_waits_for_its_moment_and_goes_out_once,
    owning::what_was_said_is_found_by_its_words,
    marks::a_shop_keeps_its_tags_and_agents_pick_them,
    marks::a_talk_is_put_off_and_comes_back_once,
    marks::what_is_put_off_gives_way_to_who_writes_answers_and_closes,
    marks::an_order_is_flagged_and_its_history_kept,
    marks::a_paid_order_is_checked_without_telling_a_number,
    marks::a_call_is_noted_and_called_back,
    owning::a_draft_is_there_on_her_other_machine_and_for_nobody_else,
    phrases::phrases_are_written_taken_and_filled,
    phrases::a_table_of_phrases_goes_in_and_comes_out,
    phrases::hostile_tables_of_phrases_are_problems_or_refused_rows,
    phrases::many_phrases_are_changed_at_once_and_brought_back,
    phrases::folders_are_put_in_order_and_renamed,
    phrases::a_reply_is_proposed_as_a_phrase,
    phrases::a_phrase_brings_its_picture_along,
    service::hours_are_set_by_one_lead_at_a_time,
    service::hours_that_nobody_can_mean_are_named_by_their_day,
    service::a_text_that_does_not_fit_is_not_saved,
    service::a_buyer_at_night_is_told_once_when_the_shop_is_back,
    service::a_buyer_is_told_that_nobody_is_there_once_a_wait,
    service::a_buyer_who_waits_is_asked_to_once_by_all_processes_together,
    service::the_chat_tells_hours_and_a_line_of_the_shop,
    service::a_colleague_says_when_she_is_back,
    pictures::pictures_go_both_ways,
    pictures::what_is_no_picture_is_told_so,
    pictures::short_films_go_both_ways_in_parts,
    pictures::a_talk_is_rated_at_its_end,
    pictures::a_contact_is_left_while_nobody_is_there,
    pictures::a_card_shows_what_the_shop_has,
    policies::versions_are_kept_and_one_lead_saves_at_a_time,
    policies::a_wrong_policy_is_named_line_by_line,
    policies::a_failing_example_keeps_a_policy_from_going_live,
    policies::going_live_plans_open_orders_anew_and_stopping_takes_them_back,
    policies::a_draft_is_tried_on_the_shops_own_orders,
    providers::wrong_settings_are_named_field_by_field,
    providers::secrets_stay_and_are_never_shown,
    providers::a_test_message_tells_what_the_provider_says,
    providers::a_reminder_goes_out_is_delivered_and_r_ends_everything,
    providers::a_letter_has_a_way_out,
    providers::an_address_is_noted_with_its_consent_and_shown_masked,
    tasks::a_call_shows_its_number_to_whoever_takes_it,
    tasks::what_she_says_on_the_phone_counts,
    tasks::a_confirmed_price_is_spoken_of,
    hook::an_order_is_told_once,
    hook::a_wrong_stale_or_foreign_delivery_is_refused,
    hook::the_documented_example_is_taken,
    channel::a_talk_goes_both_ways,
    channel::the_bridges_repetitions_change_nothing,
    channel::who_has_not_the_secret_is_told_nothing,
    channel::hostile_events_are_named_and_nothing_is_taken,
    channel::what_did_not_arrive_is_seen_and_sent_again,
    channel::a_bridge_that_waits_is_told_at_once,
    channel::a_bridge_is_posted_to_in_order_and_again,
    channel::the_channels_documents_keep_their_word,
    channel::a_flood_is_slowed_down,
    hostile::malformed_bodies_are_problems,
    hostile::malformed_addresses_are_problems,
    hostile::files_that_are_none_are_problems,
    session::signing_in_is_slowed_down,
    session::signing_out_ends_the_session_and_its_sockets,
    session::problems_speak_the_readers_language,
    sockets::a_page_that_comes_back_misses_and_doubles_nothing,
    sockets::a_cursor_far_behind_starts_anew,
    sockets::a_reader_that_takes_nothing_is_cut_off_and_loses_nothing,
    sockets::who_has_no_place_hears_nothing,
    sockets::a_role_that_ends_is_noticed_at_once,
    sockets::monsters_floods_and_strangers_are_cut_off,
    sockets::the_newest_draft_is_answered,
    talk::both_sides_talk,
    talk::what_the_coach_blocks_comes_back_with_its_findings,
}
