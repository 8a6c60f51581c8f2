//! XLSX files, written here part by part.

use std::io::{Cursor, Write as _};

use jinpai_channels::{
    FileForm,
    orders::{self, OrderReadOptions},
    products::{self, ProductReadOptions},
};
use jinpai_model::{At, OrderInput, Zone};
use zip::{ZipWriter, write::SimpleFileOptions};

/// A workbook of one sheet; a cell is its XML.
fn workbook(sheet_data: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, body: &str| {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(body.as_bytes()).unwrap();
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    part(
        "_rels/.rels",
        &format!(
            r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{rels}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
        ),
    );
    part(
        "xl/workbook.xml",
        &format!(
            r#"<workbook xmlns="{main}" xmlns:r="{rels}"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>"#
        ),
    );
    part(
        "xl/_rels/workbook.xml.rels",
        &format!(
            r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{rels}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{rels}/styles" Target="styles.xml"/></Relationships>"#
        ),
    );
    part(
        "xl/styles.xml",
        &format!(
            r#"<styleSheet xmlns="{main}"><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="20"/></cellXfs></styleSheet>"#
        ),
    );
    part(
        "xl/worksheets/sheet1.xml",
        &format!(r#"<worksheet xmlns="{main}"><sheetData>{sheet_data}</sheetData></worksheet>"#),
    );
    zip.finish().unwrap().into_inner()
}

fn text(reference: &str, value: &str) -> String {
    format!(r#"<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>"#)
}

fn row(n: usize, cells: &[String]) -> String {
    format!(r#"<row r="{n}">{}</row>"#, cells.concat())
}

fn header() -> String {
    let cells: Vec<String> = ["A", "B", "C", "D", "E"]
        .into_iter()
        .zip(["订单编号", "总金额", "收货地址 ", "订单创建时间", "订单付款时间 "])
        .map(|(column, name)| text(&format!("{column}1"), name))
        .collect();
    row(1, &cells)
}

fn options() -> OrderReadOptions {
    OrderReadOptions::new(
        Zone::shanghai(),
        At::from_rfc3339("2026-11-12T12:00:00+08:00").unwrap(),
    )
}

#[test]
fn a_sheet_with_real_dates_and_floats_gives_what_the_csv_gives() {
    let number = |reference: &str, style: u8, value: &str| {
        format!(r#"<c r="{reference}" s="{style}"><v>{value}</v></c>"#)
    };
    let sheet = header()
        // 46338.375 is 2026-11-12 09:00.
        + &row(2, &[number("A2", 0, "1001"), number("B2", 0, "178.8"), text("C2", "上海"), number("D2", 1, "46338.375")])
        // Row 3 is missing, row 4 has its times as text and its number guarded.
        + &row(4, &[text("A4", "=\"1002\""), text("B4", "1,299.00"), text("D4", "2026/11/12 9:00"), text("E4", "2026-11-12 09:01:30")])
        + &row(5, &[number("A5", 0, "3000000000000000001"), number("B5", 0, "1"), number("D5", 1, "46338.375")])
        + &row(6, &[number("A6", 0, "1003"), number("B6", 0, "-1"), number("D6", 1, "46338.375")]);
    let mut reader = orders::read(Cursor::new(workbook(&sheet)), options()).unwrap();
    assert_eq!(reader.form(), FileForm::Xlsx);
    let rows: Vec<_> = reader.by_ref().collect();
    let csv = "订单编号,总金额,收货地址,订单创建时间,订单付款时间\n\
               1001,178.8,上海,2026-11-12 09:00:00,\n1002,1299,,2026-11-12 09:00:00,2026-11-12 09:01:30\n";
    let expected: Vec<OrderInput> = orders::read(Cursor::new(csv), options())
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let taken: Vec<OrderInput> = rows.iter().filter_map(|r| r.clone().ok()).collect();
    assert_eq!(taken, expected);
    let refused: Vec<_> = rows
        .iter()
        .filter_map(|r| r.as_ref().err())
        .map(|r| (r.line, r.reason.code()))
        .collect();
    assert_eq!(refused, [(5, "number-rounded"), (6, "negative-amount")]);
    assert_eq!(reader.progress().done, reader.progress().total);
}

#[test]
fn a_cell_at_the_far_corner_costs_nothing() {
    let sheet = header() + &row(1_048_576, &[text("XFD1048576", "x")]);
    let rows = orders::read(Cursor::new(workbook(&sheet)), options())
        .unwrap()
        .count();
    assert_eq!(rows, 0);
}

#[test]
fn products_come_from_a_sheet_too() {
    let cells = [
        text("A1", "SKU"),
        text("B1", "Title"),
        text("C1", "price"),
        text("D1", "ship_cutoff"),
    ];
    let cutoff = r#"<c r="D2" s="2"><v>0.6666666666666666</v></c>"#.to_owned();
    let sheet = row(1, &cells)
        + &row(
            2,
            &[text("A2", "K-1"), text("B2", "杯子"), text("C2", "12.5"), cutoff],
        );
    let zone = Zone::shanghai();
    let mut reader = products::read(Cursor::new(workbook(&sheet)), ProductReadOptions { zone }).unwrap();
    let product = reader.next().unwrap().unwrap().told.input;
    assert_eq!(product.price_fen.unwrap().0, 1_250);
    assert_eq!(product.ship_cutoff.unwrap().to_string(), "16:00");
}
