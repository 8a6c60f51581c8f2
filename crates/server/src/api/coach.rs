//! The coach, asked over HTTP; while typing it is asked on the socket. Its rules, the bench, what was put aside,
//! and what was found in sent messages.

mod appeal;
mod audit;
mod bench;
mod check;
mod dismissals;
mod findings;
mod history;
mod let_through;
mod own;
mod review;
mod rule;
mod rules;
mod settings;
mod undo;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(check::check_text))
        .routes(routes!(rules::list_rules, own::add_rule))
        .routes(routes!(rule::get_rule, own::change_rule, own::delete_rule))
        .routes(routes!(settings::set_rule, settings::reset_rule))
        .routes(routes!(bench::bench_lines))
        .routes(routes!(history::bench_history))
        .routes(routes!(dismissals::list_dismissals))
        .routes(routes!(let_through::allow_dismissed))
        .routes(routes!(undo::undo_dismissal))
        .routes(routes!(findings::list_findings))
        .routes(routes!(review::review_finding))
        .routes(routes!(appeal::appeal_finding))
        .routes(routes!(audit::audit_archive))
        .routes(routes!(audit::download_audit))
        .routes(routes!(audit::download_report))
}
