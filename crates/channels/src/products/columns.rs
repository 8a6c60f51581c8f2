//! Which column of a table means what: by the headers of exports we know, else by a map a person made.

use std::collections::BTreeMap;

use jinpai_model::{GoodsColumn, GoodsLayout};

use crate::{
    OpenError,
    cells::{clean, narrow},
    refused::shown,
};

use super::headers::{KNOWN, MARKS, OWN, OWN_ONLY};

/// Column by column what it means: the header as it is compared, and the meaning. A column that is not in it is ignored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnMap(BTreeMap<String, GoodsColumn>);

impl ColumnMap {
    /// Reads `"货号" = "code"` lines.
    ///
    /// # Errors
    /// When the text is not TOML or names a meaning that does not exist.
    pub fn from_toml(text: &str) -> Result<Self, OpenError> {
        let wrong = |detail: String| OpenError::ColumnMap(detail.trim_end().to_owned());
        let rows: BTreeMap<String, String> =
            toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
        let read = |(header, word): (String, String)| {
            let meaning = word
                .parse()
                .map_err(|error: jinpai_model::UnknownWord| wrong(format!("{header}: {error}")))?;
            Ok((header, meaning))
        };
        let rows: Vec<(String, GoodsColumn)> =
            rows.into_iter().map(read).collect::<Result<_, OpenError>>()?;
        Ok(Self::of(
            rows.iter().map(|(header, meaning)| (header.as_str(), *meaning)),
        ))
    }

    #[must_use]
    pub fn of<'a>(rows: impl Iterator<Item = (&'a str, GoodsColumn)>) -> Self {
        Self(rows.map(|(header, meaning)| (folded(header), meaning)).collect())
    }

    #[must_use]
    pub fn meaning(&self, header: &str) -> GoodsColumn {
        self.0
            .get(&folded(header))
            .copied()
            .unwrap_or(GoodsColumn::Ignore)
    }

    /// As it is kept and as `--columns` reads it.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let quoted = |header: &str| format!("\"{}\"", header.replace('\\', "\\\\").replace('"', "\\\""));
        let line =
            |(header, meaning): (&String, &GoodsColumn)| format!("{} = \"{meaning}\"\n", quoted(header));
        self.0.iter().map(line).collect()
    }
}

/// A header as headers are compared: no blanks, half width, lower case, no sign that nobody sees.
pub(super) fn folded(header: &str) -> String {
    narrow(clean(header))
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The headers of one table with a proposal for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub layout: GoodsLayout,
    /// As the file writes them, in its order; an empty one is no column.
    pub headers: Vec<String>,
    pub columns: Vec<GoodsColumn>,
}

impl Proposal {
    /// What the headers say by themselves.
    pub(super) fn of(cells: &[String]) -> Self {
        let headers: Vec<String> = cells.iter().map(|cell| folded(cell)).collect();
        let layout = layout(&headers);
        let mut columns = vec![GoodsColumn::Ignore; headers.len()];
        // Earlier names of a meaning are the better ones.
        for (meaning, names) in KNOWN {
            let free = |place: usize, columns: &[GoodsColumn]| columns[place] == GoodsColumn::Ignore;
            for name in *names {
                let Some(place) = headers.iter().position(|header| header == name) else {
                    continue;
                };
                if free(place, &columns) && (meaning.many() || !columns.contains(meaning)) {
                    columns[place] = *meaning;
                }
            }
        }
        Self {
            layout,
            headers: cells.to_vec(),
            columns,
        }
    }

    /// The same with a person's map in the place of the proposal.
    ///
    /// # Errors
    /// When one meaning is given to two columns, or nothing says which product a row is about.
    pub(super) fn mapped(mut self, map: &ColumnMap) -> Result<Self, OpenError> {
        self.columns = self.headers.iter().map(|header| map.meaning(header)).collect();
        self.layout = GoodsLayout::Other;
        for (place, meaning) in self.columns.iter().enumerate() {
            if !meaning.many() && self.columns[..place].contains(meaning) {
                let detail = format!(
                    "{meaning}: {} / {}",
                    self.header_of(*meaning),
                    self.headers[place]
                );
                return Err(OpenError::ColumnMap(detail));
            }
        }
        if self.names_products() && self.says_whose_pieces() && self.columns.iter().any(|one| tells(*one)) {
            return Ok(self);
        }
        Err(self.unknown())
    }

    fn header_of(&self, meaning: GoodsColumn) -> &str {
        let place = self.columns.iter().position(|one| *one == meaning);
        place.map_or("?", |place| self.headers[place].as_str())
    }

    /// Whether a row says which product it is about.
    fn names_products(&self) -> bool {
        [GoodsColumn::Code, GoodsColumn::Number, GoodsColumn::VariantCode]
            .iter()
            .any(|one| self.columns.contains(one))
    }

    /// Rows with options are pieces of something, and have to say of what.
    fn says_whose_pieces(&self) -> bool {
        let has = |column| self.columns.contains(&column);
        let options = has(GoodsColumn::Option) || has(GoodsColumn::VariantOptions);
        !options || has(GoodsColumn::Code) || has(GoodsColumn::Number)
    }

    /// Whether the table may be read without anybody looking at it.
    pub(super) fn is_known(&self) -> bool {
        self.layout != GoodsLayout::Other
            && self.names_products()
            && self.says_whose_pieces()
            && self.columns.contains(&GoodsColumn::Title)
    }

    pub(super) fn known_count(&self) -> usize {
        let ignored = |meaning: &&GoodsColumn| **meaning != GoodsColumn::Ignore;
        self.columns.iter().filter(ignored).count()
    }

    /// A table of goods that nobody has mapped yet.
    pub(super) fn unknown(&self) -> OpenError {
        let needed = [(GoodsColumn::Code, "商家编码"), (GoodsColumn::Title, "标题")];
        let missing = |(meaning, _): &&(GoodsColumn, &str)| !self.columns.contains(meaning);
        let headers = self.headers.iter().filter(|header| !header.is_empty());
        OpenError::UnknownColumns {
            found: headers.take(80).map(|header| shown(header)).collect(),
            missing: needed
                .iter()
                .filter(missing)
                .map(|(_, name)| (*name).to_owned())
                .collect(),
        }
    }

    /// Whether this line reads like a header at all: several names, each once, none of them a figure.
    pub(super) fn looks_like_one(&self) -> bool {
        let names: Vec<String> = (self.headers.iter())
            .map(|header| folded(header))
            .filter(|header| !header.is_empty())
            .collect();
        let figure = |name: &String| name.chars().all(|c| c.is_ascii_digit() || ".-:/%".contains(c));
        let twice = |place: usize| names[..place].contains(&names[place]);
        names.len() > 1 && !names.iter().any(figure) && !(0..names.len()).any(twice)
    }

    #[must_use]
    pub fn map(&self) -> ColumnMap {
        let rows = self
            .headers
            .iter()
            .map(String::as_str)
            .zip(self.columns.iter().copied());
        ColumnMap::of(rows.filter(|(header, _)| !header.is_empty()))
    }
}

const fn tells(meaning: GoodsColumn) -> bool {
    !matches!(
        meaning,
        GoodsColumn::Ignore | GoodsColumn::Code | GoodsColumn::Number | GoodsColumn::VariantCode
    )
}

fn layout(headers: &[String]) -> GoodsLayout {
    let has = |name: &&str| headers.iter().any(|header| header == name);
    // A list of orders has these; a list of goods never.
    if ["订单编号", "主订单编号", "订单号"].iter().any(&has) {
        return GoodsLayout::Other;
    }
    if OWN_ONLY.iter().any(&has) {
        return GoodsLayout::Own;
    }
    let marked = |(_, names): &&(GoodsLayout, &[&str])| names.iter().any(&has);
    if let Some((layout, _)) = MARKS.iter().find(marked) {
        return *layout;
    }
    if OWN.iter().all(|names| names.iter().any(&has)) {
        return GoodsLayout::Own;
    }
    GoodsLayout::Other
}
