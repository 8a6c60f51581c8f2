//! The journeys on the real store, each on SQLite and on PostgreSQL.

mod advice;
mod coach;
mod effect;
mod ends;
mod goods;
mod identities;
mod inquiries;
mod orders;
mod people;
mod phrases;
mod reminders;
mod shop;
mod situations;
mod talk;

/// Declares every journey twice: `sqlite::name` and `postgres::name`.
macro_rules! on_both {
    ($($module:ident::$name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let shop = crate::shop::TestShop::open(jinpai_store::testing::TestDatabase::sqlite()).await;
                crate::$module::$name(&shop).await;
                shop.end().await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let Some(database) = jinpai_store::testing::TestDatabase::postgres().await else { return };
                let shop = crate::shop::TestShop::open(database).await;
                crate::$module::$name(&shop).await;
                shop.end().await;
            })+
        }
    };
}

on_both! {
    talk::a_message_arrives_once_and_in_order,
    talk::two_tabs_and_a_late_one_agree,
    talk::what_the_coach_blocks_is_not_sent,
    talk::marks_move_forward_only,
    talk::the_clock_runs_as_the_shop_s_platform_counts,
    talk::jd_counts_the_first_answer_of_a_session,
    talk::a_signed_buyer_is_the_same_on_every_device,
    coach::a_rule_of_another_process_is_in_force_within_two_seconds,
    coach::a_refused_rule_leaves_the_coach_as_it_was,
    coach::a_talk_is_judged_later_as_it_was_live,
    ends::what_is_said_of_a_whole_talk_is_kept_and_reviewed,
    ends::a_talk_that_goes_on_is_judged_by_its_last_end,
    ends::small_talk_is_found_while_others_wait,
    people::shops_and_roles_are_kept_apart,
    people::strangers_are_slowed_down,
    goods::a_table_of_ones_own_is_mapped_once_and_repeated_without_harm,
    goods::goods_and_terms_are_found_as_people_type,
    goods::a_change_is_kept_with_who_made_it_and_can_be_taken_back,
    goods::a_command_on_the_machine_imports_by_no_persons_name,
    phrases::a_phrase_of_the_shop_stands_in_the_place_of_the_programs,
    phrases::phrases_taken_most_come_first_and_trades_are_chosen,
    phrases::facts_of_a_phrase_are_those_of_her_order,
    phrases::what_comes_of_a_phrase_is_counted,
    phrases::what_buyers_ask_again_and_again_is_proposed,
    orders::an_import_repeated_changes_nothing,
    orders::a_delivery_counts_once,
    identities::the_budget_is_of_one_person,
    identities::opting_out_by_one_name_ends_what_the_other_was_to_hear,
    identities::a_person_counts_by_the_first_draw_and_orders_stay_where_they_were_drawn,
    inquiries::a_quiet_talk_lays_a_draft_before_the_agent,
    inquiries::a_word_of_hers_takes_the_draft_away,
    inquiries::an_order_of_hers_ends_the_inquiry,
    inquiries::an_open_question_waits_for_its_answer,
    inquiries::a_policy_may_send_by_itself,
    inquiries::a_flow_that_stands_still_says_nothing,
    reminders::an_unpaid_order_is_reminded_in_the_chat_and_payment_ends_it,
    reminders::an_order_known_from_a_file_waits_for_a_person,
    reminders::a_whole_book_is_planned_while_others_order,
    reminders::opting_out_ends_everything_at_once,
    reminders::an_open_chat_is_reminded_after_ten_minutes,
    reminders::a_worker_that_died_is_taken_over_without_doubling,
    effect::both_groups_are_counted_where_they_were_drawn,
    effect::without_a_control_group_nothing_is_claimed,
    effect::too_many_opt_outs_stop_the_flow_until_a_person_starts_it,
    effect::an_experiment_gives_each_buyer_her_arm,
    advice::bargaining_goes_from_the_first_ask_to_a_granted_price_and_its_cost,
    advice::what_is_sold_out_is_answered_with_a_true_alternative,
    advice::who_comes_back_is_remembered,
    advice::a_correction_counts_and_has_no_price,
    advice::a_person_is_known_by_either_name,
    advice::who_orders_and_does_not_pay_is_treated_as_the_shop_set,
}
