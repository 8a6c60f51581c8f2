//! The folders of a shop's phrases: the stages of a talk, and its own beside them, in an order of its choice.

use jinpai_model::Role;
use jinpai_packs::phrases::STAGES;
use jinpai_store::{Lane, phrases};

use super::stage;
use crate::{
    desk::Desk,
    error::{EngineError, Invalid, Result},
};

/// Most folders of a shop, the eight stages among them.
const MOST_FOLDERS: usize = 60;

/// A folder in the order that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderChange {
    pub name: String,
    /// What it was called before, where it is to be renamed.
    pub was: Option<String>,
}

/// As a lead has set them, then the stages and the folders that are not among these.
pub(super) fn in_order<'a>(set: Vec<String>, used: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut folders = set;
    for stage in STAGES {
        if !folders.iter().any(|name| name == stage) {
            folders.push(stage.to_owned());
        }
    }
    let mut more: Vec<&str> = used
        .filter(|name| !folders.iter().any(|known| known == name))
        .collect();
    more.sort_unstable();
    more.dedup();
    folders.extend(more.into_iter().map(str::to_owned));
    folders
}

impl Desk {
    /// Every folder in its order, those that hold nothing yet among them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn phrase_folders(&self) -> Result<Vec<String>> {
        let read = self.engine.store.read();
        let set = phrases::folders(read, self.shop).await?;
        let written = phrases::of_person(read, self.shop, self.person).await?;
        Ok(in_order(set, written.iter().map(|one| one.stage.as_str())))
    }

    /// Adds, renames and orders folders at once: the list as it is to be. A folder that is left out and holds
    /// phrases stays, at the end; what is renamed takes everybody's phrases along.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] below lead, [`EngineError::Invalid`] for a bad name, two of one name, or a stage of
    /// the talk that is to be renamed.
    pub async fn set_phrase_folders(&self, wanted: Vec<FolderChange>) -> Result<Vec<String>> {
        self.require(Role::Lead)?;
        if wanted.len() > MOST_FOLDERS {
            return Err(told("一家店最多 60 个分类", "a shop has at most 60 folders"));
        }
        let mut names: Vec<String> = Vec::with_capacity(wanted.len());
        let mut renamed = Vec::new();
        for change in wanted {
            let name = stage(&change.name)?;
            if names.contains(&name) {
                return Err(told(
                    "有两个分类重名，请改掉一个",
                    "two folders have the same name; change one",
                ));
            }
            if let Some(was) = change.was.filter(|was| *was != name) {
                if STAGES.contains(&was.as_str()) {
                    return Err(told(
                        "自带的八个分类不能改名，可以另建一个",
                        "the eight stages of a talk keep their names; add a folder instead",
                    ));
                }
                renamed.push((was, name.clone()));
            }
            names.push(name);
        }
        // One name that moves to another's place must not take the other's phrases along.
        if renamed.iter().any(|(was, _)| names.contains(was)) {
            return Err(told(
                "分类不能互换名字，请分两次改",
                "folders cannot take each other's names at once; rename them one after the other",
            ));
        }
        let (shop, now) = (self.shop, self.engine.now());
        let write = self.engine.store.write(Lane::Shop(shop), move |tx| {
            Box::pin(async move {
                for (was, name) in &renamed {
                    phrases::rename_folder(tx, shop, was, name, now).await?;
                }
                phrases::set_folders(tx, shop, &names).await
            })
        });
        write.await?;
        self.phrase_folders().await
    }
}

const fn told(zh: &'static str, en: &'static str) -> EngineError {
    EngineError::Invalid {
        field: "folders",
        reason: Invalid::Told { zh, en },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_has_ordered_stands_at_the_end() {
        let set = ["直播间", "aftersales"].map(str::to_owned).to_vec();
        let folders = in_order(set, ["乙", "welcome", "甲", "乙"].into_iter());
        assert_eq!(folders[..3], ["直播间", "aftersales", "welcome"]);
        assert_eq!(folders[folders.len() - 2..], ["乙", "甲"]);
        assert_eq!(folders.len(), 1 + 8 + 2);
    }
}
