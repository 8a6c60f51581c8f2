//! What a change of a product changed, field by field, and the way back.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::ProductInput;

/// Fields of the knowledge stand under it.
const WITHIN: &str = "knowledge";
const BENEATH: &str = "knowledge.";

/// One field before and after, as it stands in JSON; null where nothing was known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// `stock`, `knowledge.size_table`.
    pub field: String,
    pub from: Value,
    pub to: Value,
}

/// The fields in which two tellings of a product differ, by name.
#[must_use]
pub fn changes(before: &ProductInput, after: &ProductInput) -> Vec<FieldChange> {
    let (before, after) = (fields(before), fields(after));
    let names: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let value = |of: &Map<String, Value>, name: &str| of.get(name).cloned().unwrap_or(Value::Null);
    let both = names.into_iter().map(|name| FieldChange {
        field: name.clone(),
        from: value(&before, name),
        to: value(&after, name),
    });
    both.filter(|change| change.from != change.to).collect()
}

/// The product as it was before these changes; none when they are not of such a product.
#[must_use]
pub fn taken_back(after: &ProductInput, changes: &[FieldChange]) -> Option<ProductInput> {
    let mut fields = fields(after);
    for change in changes {
        fields.insert(change.field.clone(), change.from.clone());
    }
    let mut whole = Map::new();
    let mut within = Map::new();
    for (name, value) in fields {
        match name.strip_prefix(BENEATH) {
            // What the knowledge leaves out is empty there, and null is not.
            Some(_) if value.is_null() => {}
            Some(name) => drop(within.insert(name.to_owned(), value)),
            None => drop(whole.insert(name, value)),
        }
    }
    whole.insert(WITHIN.to_owned(), Value::Object(within));
    serde_json::from_value(Value::Object(whole)).ok()
}

/// All fields side by side.
fn fields(of: &ProductInput) -> Map<String, Value> {
    let Ok(Value::Object(mut fields)) = serde_json::to_value(of) else {
        return Map::new();
    };
    if let Some(Value::Object(within)) = fields.remove(WITHIN) {
        fields.extend(
            within
                .into_iter()
                .map(|(name, value)| (format!("{BENEATH}{name}"), value)),
        );
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Attribute, Fen};

    #[test]
    fn a_change_leads_there_and_back() {
        let mut before = ProductInput::named("A", "毛衣");
        before.stock = Some(3);
        before.knowledge.floor_fen = Some(Fen(8_000));
        let mut after = before.clone();
        (after.stock, after.knowledge.floor_fen) = (None, None);
        after.knowledge.attributes = vec![Attribute {
            name: "面料".to_owned(),
            value: "棉".to_owned(),
        }];
        let found = changes(&before, &after);
        let named: Vec<&str> = found.iter().map(|change| change.field.as_str()).collect();
        assert_eq!(named, ["knowledge.attributes", "knowledge.floor_fen", "stock"]);
        assert_eq!(
            (found[2].from.clone(), found[2].to.clone()),
            (3.into(), Value::Null)
        );
        assert_eq!(taken_back(&after, &found), Some(before.clone()));
        assert_eq!(changes(&before, &before), []);
    }
}
