//! The replay for machines: one JSON object a decision, in order of time.

use std::io::{self, Write};

use jinpai_model::Zone;
use jinpai_reminder::replay::Line;
use serde::Serialize;

#[derive(Serialize)]
struct Row<'a> {
    at: String,
    flow: &'a str,
    buyer: &'a str,
    orders: &'a [String],
    /// Only of inquiries.
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation: Option<&'a str>,
    step: u32,
    channel: &'a str,
    angle: Option<&'a str>,
    decision: &'a str,
    reason: &'a str,
    /// Only beside the reason `merged`.
    #[serde(skip_serializing_if = "Option::is_none")]
    leader: Option<&'a str>,
    text: &'a str,
}

pub(super) fn write(out: &mut impl Write, lines: &[Line], zone: &Zone) -> io::Result<()> {
    for line in lines {
        let row = Row {
            at: line.at.rfc3339(zone),
            flow: line.flow.as_str(),
            buyer: &line.buyer,
            orders: &line.orders,
            conversation: line.conversation.as_deref(),
            step: line.step,
            channel: line.channel.as_str(),
            angle: line.angle.map(jinpai_model::Angle::as_str),
            decision: line.decision.as_str(),
            reason: line.reason.as_str(),
            leader: line.leader.as_deref(),
            text: &line.text,
        };
        serde_json::to_writer(&mut *out, &row)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
