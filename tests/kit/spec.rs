//! Reads the tables in `tests/data/spec`: comma-separated, with a header line, without quotes.

use smpp_core::Version;

/// The three versions, oldest first, as the tables order their columns.
pub const VERSIONS: [Version; 3] = [Version::V33, Version::V34, Version::V50];

/// One line of a table.
#[derive(Clone, Debug)]
pub struct Row {
    names: Vec<&'static str>,
    cells: Vec<&'static str>,
}

impl Row {
    /// A cell by the name of its column.
    ///
    /// # Panics
    /// If there is no such column.
    pub fn get(&self, column: &str) -> &'static str {
        let at = self.names.iter().position(|name| *name == column);
        self.cells[at.unwrap_or_else(|| panic!("no column {column}"))]
    }

    /// A cell as a number, decimal or with `0x`.
    ///
    /// # Panics
    /// If it is not a number.
    pub fn number(&self, column: &str) -> u32 {
        number(self.get(column))
    }

    /// The words of a cell.
    pub fn words(&self, column: &str) -> Vec<&'static str> {
        self.get(column).split_whitespace().collect()
    }

    /// The versions that a cell names.
    pub fn versions(&self, column: &str) -> Vec<Version> {
        VERSIONS
            .into_iter()
            .filter(|version| self.words(column).contains(&version.to_string().as_str()))
            .collect()
    }
}

/// A number, decimal or with `0x`.
///
/// # Panics
/// If it is not a number.
pub fn number(text: &str) -> u32 {
    let parsed = match text.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => text.parse(),
    };
    parsed.unwrap_or_else(|_| panic!("{text:?} is no number"))
}

fn rows(table: &'static str) -> Vec<Row> {
    let mut lines = table.lines();
    let names: Vec<_> = lines.next().unwrap_or_default().split(',').collect();
    lines
        .map(|line| {
            let cells: Vec<_> = line.split(',').collect();
            assert_eq!(cells.len(), names.len(), "{line}");
            Row { names: names.clone(), cells }
        })
        .collect()
}

/// The PDUs.
pub fn pdus() -> Vec<Row> {
    rows(include_str!("../data/spec/pdus.csv"))
}

/// The mandatory fields of one PDU, in wire order.
pub fn fields(pdu: &str) -> Vec<Row> {
    rows(include_str!("../data/spec/fields.csv")).into_iter().filter(|row| row.get("pdu") == pdu).collect()
}

/// The sections that define each mandatory field.
pub fn sections() -> Vec<Row> {
    rows(include_str!("../data/spec/sections.csv"))
}

/// The TLVs.
pub fn tlvs() -> Vec<Row> {
    rows(include_str!("../data/spec/tlvs.csv"))
}

/// The values of `command_status`.
pub fn statuses() -> Vec<Row> {
    rows(include_str!("../data/spec/statuses.csv"))
}

/// The named values of fields and TLVs.
pub fn codes() -> Vec<Row> {
    rows(include_str!("../data/spec/codes.csv"))
}

/// The meanings of the 256 values of data_coding.
pub fn data_codings() -> Vec<Row> {
    rows(include_str!("../data/spec/data_codings.csv"))
}

/// The lengths that a cell such as `1`, `1-65` or `1 4` allows. None for `-`.
pub fn lengths(cell: &str) -> Vec<usize> {
    let mut all = Vec::new();
    for part in cell.split_whitespace().filter(|part| *part != "-") {
        match part.split_once('-') {
            Some((least, most)) => all.extend(number(least) as usize..=number(most) as usize),
            None => all.push(number(part) as usize),
        }
    }
    all
}
