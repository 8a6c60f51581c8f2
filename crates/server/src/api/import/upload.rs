//! Reads an uploaded file and what stands beside it, within the limit of the route.

use std::collections::BTreeMap;

use axum::extract::{FromRequest, Multipart, Request, multipart::MultipartError};
use jinpai_engine::{ColumnMap, ImportReport, Invalid};
use jinpai_model::{GoodsColumn, Platform};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    problem::{Answer, Code, Problem},
    wire::words,
};

/// A file in memory.
pub struct Upload {
    pub bytes: Vec<u8>,
    pub platform: Option<Platform>,
    pub columns: Option<ColumnMap>,
}

/// The multipart form, for the API document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub struct UploadForm {
    /// CSV or XLSX, in UTF-8 or GBK.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: String,
    /// Left out: found by the columns.
    #[schema(value_type = Option<words::Platform>)]
    platform: Option<Platform>,
    /// Of a table of goods: the meaning of each header, as one JSON object. Kept for tables with these headers.
    #[schema(value_type = Option<String>)]
    columns: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HowToImport {
    /// Counts what would be done and writes nothing.
    #[serde(default)]
    pub dry_run: bool,
}

#[derive(Serialize, ToSchema)]
pub struct RefusedRow {
    line: u64,
    reason: String,
}

/// `read = new + changed + same + refused_total`.
#[derive(Serialize, ToSchema)]
pub struct ImportAnswer {
    read: u64,
    new: u64,
    changed: u64,
    same: u64,
    /// The first rows that were not taken.
    refused: Vec<RefusedRow>,
    /// All rows that were not taken.
    refused_total: u64,
}

impl From<ImportReport> for ImportAnswer {
    fn from(report: ImportReport) -> Self {
        let row = |line: u64, reason: String| RefusedRow { line, reason };
        Self {
            read: report.read,
            new: report.new,
            changed: report.changed,
            same: report.same,
            refused: report
                .refused
                .into_iter()
                .map(|refused| row(refused.line, refused.reason))
                .collect(),
            refused_total: report.refused_total,
        }
    }
}

impl Upload {
    /// Called once the caller may import: a stranger's 32 MiB are not read.
    pub async fn read(request: Request) -> Answer<Self> {
        let form = Multipart::from_request(request, &()).await;
        let mut form = form.map_err(|_| Problem::new(Code::WrongContentType))?;
        let (mut bytes, mut platform, mut columns) = (None, None, None);
        while let Some(part) = form.next_field().await.map_err(broken)? {
            match part.name() {
                Some("file") => bytes = Some(part.bytes().await.map_err(broken)?.to_vec()),
                Some("platform") => {
                    let word = part.text().await.map_err(broken)?;
                    platform = match word.trim() {
                        "" | "auto" => None,
                        word => Some(word.parse().map_err(|_| {
                            Problem::field(
                                "platform",
                                Invalid::Not {
                                    expected: "a platform such as taobao",
                                },
                            )
                        })?),
                    };
                }
                Some("columns") => columns = Some(read_columns(&part.text().await.map_err(broken)?)?),
                _ => {}
            }
        }
        let bytes = bytes.ok_or_else(|| Problem::new(Code::NoFile))?;
        Ok(Self {
            bytes,
            platform,
            columns,
        })
    }
}

fn read_columns(text: &str) -> Answer<ColumnMap> {
    let expected = "an object of headers and what they mean";
    let rows: BTreeMap<String, GoodsColumn> =
        serde_json::from_str(text).map_err(|_| Problem::field("columns", Invalid::Not { expected }))?;
    Ok(ColumnMap::of(
        rows.iter().map(|(header, meaning)| (header.as_str(), *meaning)),
    ))
}

fn broken(error: MultipartError) -> Problem {
    let too_large = error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE;
    Problem::new(if too_large { Code::TooLarge } else { Code::NoFile })
}
