//! Closed sets of kebab-case words, spelt the same in JSON, SQL and TypeScript.

/// A word that is not one of its set. Carries the word and the set's name for the error message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is none of {}", .known.join(", "))]
pub struct UnknownWord {
    pub set: &'static str,
    pub known: &'static [&'static str],
    pub word: String,
}

/// Declares an enum whose variants are written as fixed words everywhere.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$doc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every variant, in the order of declaration.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word as it stands in JSON, SQL and TypeScript.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::words::UnknownWord;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                match word {
                    $($word => Ok($name::$variant),)+
                    _ => Err($crate::words::UnknownWord {
                        set: stringify!($name),
                        known: &[$($word),+],
                        word: word.to_owned(),
                    }),
                }
            }
        }
    };
}
pub(crate) use words;
