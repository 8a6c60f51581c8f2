//! Whatever is uploaded, the readers answer; they never panic and never lose count of lines.

use std::io::Cursor;

use jinpai_channels::{
    orders::{self, OrderReadOptions},
    phrases,
    products::{self, ProductReadOptions},
};
use jinpai_model::{At, Zone};
use proptest::prelude::*;

fn options() -> OrderReadOptions {
    OrderReadOptions::new(Zone::shanghai(), At(1_794_000_000_000))
}

fn read_all(bytes: &[u8]) {
    if let Ok(reader) = orders::read(Cursor::new(bytes.to_vec()), options()) {
        for order in reader.flatten() {
            assert!(!order.number.is_empty());
            assert!(order.total_fen.0 >= 0);
            assert!(order.paid_at.is_none_or(|paid| paid >= order.created_at));
        }
    }
    let zone = Zone::shanghai();
    if let Ok(reader) = products::read(Cursor::new(bytes.to_vec()), ProductReadOptions { zone }) {
        reader.for_each(drop);
    }
    if let Ok(reader) = phrases::read(Cursor::new(bytes.to_vec())) {
        for phrase in reader.flatten() {
            assert!(!phrase.text.trim().is_empty());
        }
    }
}

const PHRASES: &str = "分类,短码,标题,内容,范围\n";
const HEAD: &str = "订单编号,总金额,订单状态,订单创建时间,订单付款时间 ,宝贝标题\n";

proptest! {
    #[test]
    fn noise(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        read_all(&bytes);
        read_all(&[HEAD.as_bytes(), &bytes].concat());
        read_all(&[&[0xFF, 0xFE], &bytes[..]].concat());
        read_all(&[&b"PK\x03\x04"[..], &bytes[..]].concat());
    }

    #[test]
    fn cells_of_any_text(cells in proptest::collection::vec("[\\PC\"',;=\r\n\t0-9年:+.-]{0,12}", 1..60)) {
        let text: String = cells.chunks(6).map(|row| row.join(",") + "\n").collect();
        read_all(&[HEAD.as_bytes(), text.as_bytes()].concat());
        read_all(&[PHRASES.as_bytes(), text.as_bytes()].concat());
    }

    /// A whole row after any rubbish is still read, unless the rubbish's last line runs into it.
    #[test]
    fn rubbish_costs_only_itself(rubbish in "[a-z\"\',=;0-9 ]{0,80}", copies in 1_usize..80) {
        let good = "9,10,等待买家付款,2026-11-12 09:00:00,,好\n";
        let text = format!("{HEAD}{}{good}{good}", format!("{rubbish}\n").repeat(copies));
        let rows: Vec<_> = orders::read(Cursor::new(text.into_bytes()), options()).unwrap().collect();
        let found = rows.iter().flatten().filter(|o| o.number == "9").count();
        prop_assert!(found >= 1, "{rows:?}");
    }
}

/// A workbook with one byte wrong, each of its bytes in turn.
#[test]
fn a_damaged_workbook_is_never_a_panic() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, body) in [
        (
            "_rels/.rels",
            r#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        (
            "xl/worksheets/sheet1.xml",
            r#"<worksheet><dimension ref="A1:B2"/><sheetData><row r="1"><c r="A1" t="str"><v>sku</v></c><c r="B1" t="str"><v>title</v></c></row><row r="2"><c r="A2"><v>7</v></c><c r="B2" t="str"><v>Cup</v></c></row></sheetData></worksheet>"#,
        ),
    ] {
        zip.start_file(name, options).unwrap();
        std::io::Write::write_all(&mut zip, body.as_bytes()).unwrap();
    }
    let whole = zip.finish().unwrap().into_inner();
    let zone = Zone::shanghai();
    let taken = products::read(Cursor::new(whole.clone()), ProductReadOptions { zone })
        .unwrap()
        .count();
    assert_eq!(taken, 1);
    for n in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[n] ^= if n % 2 == 0 { 0x01 } else { 0x80 };
        read_all(&bytes);
    }
}
