//! What every `MetaStore` does. Each function gets an empty store; a backend runs them all with
//! [`contract_tests`].

pub(crate) mod access;
pub(crate) mod alerts;
pub(crate) mod budgets;
pub(crate) mod cases;
pub(crate) mod checklists;
pub(crate) mod commits;
pub(crate) mod decoys;
pub(crate) mod directory;
pub(crate) mod erasure;
pub(crate) mod expired;
pub(crate) mod federated;
pub(crate) mod files;
pub(crate) mod grants;
pub(crate) mod jobs;
pub(crate) mod ledger;
pub(crate) mod messages;
pub(crate) mod people;
pub(crate) mod policies;
pub(crate) mod requests;
pub(crate) mod sessions;
pub(crate) mod sinks;
pub(crate) mod standing;
pub(crate) mod views;

/// Runs the whole contract against a backend. `$empty` is an async function that makes an empty store
/// and whatever must outlive it: `(Store, Guard)`.
macro_rules! contract_tests {
    ($empty:path) => {
        $crate::contract::contract_tests! { @each $empty,
            people::there_is_one_organisation
            people::departments_have_names_of_their_own
            people::members_have_addresses_of_their_own
            people::customers_have_names_of_their_own
            people::contacts_have_addresses_of_their_own_at_a_customer
            access::an_enrolment_goes_from_link_to_credentials
            access::a_new_enrolment_link_ends_the_earlier
            access::who_left_does_not_enrol
            access::enrolling_again_replaces_the_credentials
            access::a_totp_step_is_used_once
            access::of_two_equal_totp_steps_one_wins
            standing::clearance_and_risk_are_facts_of_a_member
            standing::training_counts_for_lanes_with_a_course
            standing::cases_and_files_have_facts
            policies::a_version_goes_from_proposal_to_force
            access::wrong_guesses_count_per_factor_until_a_sign_in
            access::another_password_needs_one_before
            access::passkeys_are_kept_used_renamed_and_removed
            access::a_contacts_passkeys_are_not_a_members
            access::of_two_users_of_a_recovery_code_one_wins
            access::a_ticket_is_used_once_until_its_time_is_over
            access::one_link_of_a_notice_uses_up_all
            access::enrolling_again_leaves_no_earlier_way_in
            sessions::a_session_lives_until_it_is_ended
            sessions::a_new_session_removes_those_whose_time_is_over
            sessions::a_step_up_gives_a_new_secret_and_the_old_one_is_dead
            sessions::all_sessions_end_but_the_one_to_keep
            sessions::an_api_token_is_found_until_it_is_ended
            sessions::api_tokens_end_by_what_their_maker_had_shown
            sessions::who_is_locked_has_no_session_token_or_link_and_gets_none
            sessions::who_has_left_works_no_case_and_does_not_come_back
            sessions::who_moves_leaves_sessions_and_cases_behind
            ledger::the_largest_witnessed_head_is_kept
            ledger::the_newest_entry_of_a_kind_is_found_among_the_newest
            sinks::a_sink_goes_on_from_where_it_is_thought_to_be
            sinks::an_act_on_a_sink_counts_where_it_stands
            federated::a_provider_calls_one_member_so
            federated::sessions_end_by_their_providers_word_once
            directory::a_person_moves_on_by_revisions
            directory::a_group_has_the_members_last_said
            directory::a_profile_keeps_addresses_unique
            directory::a_service_account_ends_with_its_tokens
            directory::an_act_needs_its_doer_as_they_were
            cases::a_case_reads_back_with_its_members
            cases::references_are_unique
            cases::lists_are_newest_first_and_filtered
            cases::pages_follow_each_other
            views::views_are_their_owners_and_saved_by_name
            views::cases_are_found_by_lane_arrival_and_words
            views::files_are_found_by_name_within_a_condition
            cases::a_member_is_added_once
            cases::a_member_is_taken_out_once
            cases::closing_ends_members_and_requests
            cases::a_case_opened_again_has_nobody
            cases::a_closed_case_takes_nothing_new
            grants::a_request_reads_back_and_waits_once
            grants::the_last_approval_needed_begins_the_grant
            grants::of_an_approval_and_a_denial_one_wins
            grants::a_decided_request_takes_no_answer
            grants::a_holder_who_may_not_act_gets_nothing
            grants::a_live_grant_is_a_fact_of_its_holder
            grants::a_grant_ends_once_and_a_later_one_takes_its_place
            grants::what_is_over_is_found_by_its_time
            grants::an_emergency_is_reviewed_once_and_not_by_its_holder
            grants::a_closed_case_ends_grants_and_requests
            grants::grants_end_with_what_their_holder_was
            grants::a_lockbox_seals_cases
            grants::makers_are_kept
            requests::a_request_is_found_by_id_token_and_case
            requests::a_request_is_withdrawn_once
            requests::room_is_taken_and_given_back
            requests::room_has_conditions
            requests::of_two_takers_of_the_last_room_one_wins
            checklists::what_is_asked_for_is_answered_by_files_of_the_request
            checklists::an_item_is_open_again_when_its_file_goes
            checklists::a_department_keeps_templates_by_name
            messages::messages_are_read_newest_first_and_in_parts
            messages::what_a_member_was_not_shown_is_counted
            messages::a_message_is_erased_once_and_not_while_its_case_is_held
            messages::nothing_is_written_in_a_closed_case_or_through_a_link_taken_back
            expired::what_was_over_is_forgotten_and_nothing_else
            requests::a_new_code_ends_the_earlier
            requests::of_a_state_that_came_back_no_code_and_no_pass_is_left
            requests::a_code_is_used_once
            requests::a_code_guessed_at_too_often_is_gone
            files::an_upload_becomes_a_version
            files::an_upload_stands_at_one_place
            files::an_upload_stops_with_its_request
            files::of_two_equal_advances_one_wins
            files::a_version_must_fit_its_upload
            files::an_object_has_one_owner
            files::a_removed_upload_takes_its_file_along
            files::expired_uploads_come_oldest_first
            files::a_member_sends_a_file_at_once
            files::versions_count_up
            files::a_version_is_shown_again
            files::a_file_is_renamed
            files::a_scan_result_replaces_the_last
            files::any_version_is_found_by_its_object
            files::a_version_is_scanned_again_once_at_a_time
            files::every_referenced_object_is_listed
            erasure::an_erased_case_leaves_a_tombstone_and_what_is_to_destroy
            erasure::a_case_that_is_held_or_has_changed_is_not_erased
            erasure::an_erased_file_is_remembered_with_the_link_it_came_through
            erasure::a_minimum_stands_against_erasing_until_it_is_over
            erasure::a_lane_that_a_minimum_keeps_by_is_not_taken_away
            erasure::a_rule_erases_only_what_it_has_listed_on_enough_days
            erasure::what_happens_to_a_listed_case_begins_its_listings_anew
            erasure::what_a_case_was_listed_for_must_still_be_its_date
            ledger::entries_wait_in_order_with_their_openings
            ledger::entries_are_found_by_what_they_are_about
            ledger::a_step_gives_places
            ledger::a_step_from_another_size_is_refused
            ledger::an_entry_gets_one_place
            ledger::a_wider_tile_replaces_a_narrower
            alerts::an_alert_reads_back_and_is_raised_once
            alerts::alerts_are_listed_newest_first_and_filtered
            alerts::an_alert_is_taken_noted_and_closed_once
            alerts::the_risk_of_a_member_is_that_of_what_holds_them
            alerts::a_file_and_a_case_are_held_by_what_is_left
            alerts::containments_hold_until_they_end
            alerts::what_was_lifted_is_begun_anew
            alerts::watching_goes_on_where_it_was
            alerts::a_notice_is_given_once_until_it_is_withdrawn
    alerts::entries_come_with_their_addresses
            budgets::a_version_counts_once_an_hour
            budgets::a_case_has_a_budget_of_its_own
            budgets::of_two_handouts_of_one_commit_the_second_sees_the_first
            budgets::whom_an_alert_slows_down_gets_one_version_a_minute
            budgets::a_budget_is_raised_for_a_time
            decoys::a_decoy_credential_is_found_until_it_is_taken_back
            decoys::a_decoy_account_has_an_address_of_nobody
            decoys::a_decoy_file_is_known_by_what_it_holds
            jobs::jobs_are_claimed_oldest_first
            jobs::a_lease_ends_and_the_attempt_with_it
            jobs::a_lease_given_while_the_clock_ran_ahead_is_over
            jobs::a_finished_job_is_gone
            jobs::an_attempt_that_got_further_is_not_fruitless
            jobs::leases_end_at_a_start
            commits::a_refused_commit_leaves_nothing_behind
            commits::a_commit_may_have_several_parts
            commits::a_fault_of_one_does_not_touch_its_batch
            commits::two_hundred_at_once_are_all_kept
            commits::a_commit_outlives_its_caller
        }
    };
    (@each $empty:path, $($area:ident :: $case:ident)*) => {$(
        #[tokio::test]
        async fn $case() {
            let (store, _guard) = $empty().await;
            $crate::contract::$area::$case(store).await;
        }
    )*};
}
pub(crate) use contract_tests;
