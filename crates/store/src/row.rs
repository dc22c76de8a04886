//! Reading columns back into the domain's types.

use std::fmt::Display;

use coffer_domain::ports::StoreError;
use coffer_domain::secret::TokenHash;
use coffer_domain::text::{Email, Name};
use coffer_domain::time::Timestamp;
use sqlx::sqlite::{Sqlite, SqliteRow};
use sqlx::{Decode, Row as _, Type};

/// One row of a table, for reading its columns by name.
pub(crate) struct Columns<'r> {
    table: &'static str,
    row: &'r SqliteRow,
}

impl<'r> Columns<'r> {
    pub(crate) fn of(table: &'static str, row: &'r SqliteRow) -> Self {
        Self { table, row }
    }

    pub(crate) fn corrupt(&self, what: impl Display) -> StoreError {
        StoreError::Corrupt {
            table: self.table,
            what: what.to_string(),
        }
    }

    fn get<T>(&self, column: &'static str) -> Result<T, StoreError>
    where
        T: Decode<'r, Sqlite> + Type<Sqlite>,
    {
        // Values may be personal, and sqlx's message only names the column and types.
        self.row
            .try_get(column)
            .map_err(|error| self.corrupt(error))
    }

    pub(crate) fn text(&self, column: &'static str) -> Result<String, StoreError> {
        self.get(column)
    }

    pub(crate) fn text_if_any(&self, column: &'static str) -> Result<Option<String>, StoreError> {
        self.get(column)
    }

    pub(crate) fn bytes(&self, column: &'static str) -> Result<Vec<u8>, StoreError> {
        self.get(column)
    }

    pub(crate) fn bytes_if_any(&self, column: &'static str) -> Result<Option<Vec<u8>>, StoreError> {
        self.get(column)
    }

    pub(crate) fn signed(&self, column: &'static str) -> Result<i64, StoreError> {
        self.get(column)
    }

    pub(crate) fn signed_if_any(&self, column: &'static str) -> Result<Option<i64>, StoreError> {
        self.get(column)
    }

    /// A number that fits `N`: `u8` to `u64`.
    pub(crate) fn count<N: TryFrom<i64>>(&self, column: &'static str) -> Result<N, StoreError> {
        N::try_from(self.signed(column)?)
            .map_err(|_| self.corrupt(format_args!("`{column}` is out of range")))
    }

    pub(crate) fn count_if_any<N: TryFrom<i64>>(
        &self,
        column: &'static str,
    ) -> Result<Option<N>, StoreError> {
        self.signed_if_any(column)?
            .map(N::try_from)
            .transpose()
            .map_err(|_| self.corrupt(format_args!("`{column}` is out of range")))
    }

    pub(crate) fn flag(&self, column: &'static str) -> Result<bool, StoreError> {
        Ok(self.signed(column)? != 0)
    }

    pub(crate) fn array<const N: usize>(
        &self,
        column: &'static str,
    ) -> Result<[u8; N], StoreError> {
        self.get::<&[u8]>(column)?
            .try_into()
            .map_err(|_| self.corrupt(format_args!("`{column}` is not {N} bytes")))
    }

    pub(crate) fn array_if_any<const N: usize>(
        &self,
        column: &'static str,
    ) -> Result<Option<[u8; N]>, StoreError> {
        self.get::<Option<&[u8]>>(column)?
            .map(<[u8; N]>::try_from)
            .transpose()
            .map_err(|_| self.corrupt(format_args!("`{column}` is not {N} bytes")))
    }

    pub(crate) fn hash(&self, column: &'static str) -> Result<TokenHash, StoreError> {
        self.array(column).map(TokenHash)
    }

    pub(crate) fn time(&self, column: &'static str) -> Result<Timestamp, StoreError> {
        self.signed(column).map(Timestamp)
    }

    pub(crate) fn time_if_any(
        &self,
        column: &'static str,
    ) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.signed_if_any(column)?.map(Timestamp))
    }

    pub(crate) fn name(&self, column: &'static str) -> Result<Name, StoreError> {
        self.parsed(column, Name::parse)
    }

    pub(crate) fn email(&self, column: &'static str) -> Result<Email, StoreError> {
        self.parsed(column, Email::parse)
    }

    /// A text that must pass `parse`.
    pub(crate) fn parsed<T, E: Display>(
        &self,
        column: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, StoreError> {
        parse(self.get::<&str>(column)?)
            .map_err(|error| self.corrupt(format_args!("`{column}` {error}")))
    }

    pub(crate) fn word_if_any<T>(
        &self,
        column: &'static str,
        from_word: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, StoreError> {
        let word = self.get::<Option<&str>>(column)?;
        let unknown = || self.corrupt(format_args!("`{column}` is an unknown word"));
        word.map(|word| from_word(word).ok_or_else(unknown))
            .transpose()
    }

    /// A word that must name one of a closed set.
    pub(crate) fn word<T>(
        &self,
        column: &'static str,
        from_word: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, StoreError> {
        from_word(self.get::<&str>(column)?)
            .ok_or_else(|| self.corrupt(format_args!("`{column}` is an unknown word")))
    }
}
