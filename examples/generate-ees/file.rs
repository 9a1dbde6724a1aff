//! One file of one layout: a block of rows a year and area, of which some are the
//! figures that are read and the others everything else that such a file holds.

use super::columns::{columns, wanted_rows};
use super::figures::{figure_rows, other_row, trait_row};
use super::locate::locate;
use super::numbers::{LAST_START, hash};
use super::own::Own;
use super::places::places;
use super::rows::{Row, Rows, Written};
use send_outcomes::catalogue::{AreaLevel, Catalogue, DataSet, Layout};
use std::io::{self, Write};

/// What a file is of.
pub struct Shape<'a> {
    pub catalogue: &'a Catalogue,
    pub data_set: &'a DataSet,
    pub layout: &'a Layout,
    /// Number of the layout in its data set; decides the oddities of the file.
    pub place: usize,
    /// The columns of the publisher's own file, which then has its order and none of the oddities.
    pub own: Option<Own>,
}

/// Years of a file at most, and at least.
const YEARS: (i32, i32) = (12, 3);
/// Rows of other things that are made again; the rest repeat them under other places.
const POOL: usize = 256;

/// How large a file is made.
#[derive(Clone, Copy)]
pub enum Size {
    Bytes(u64),
    /// As the publisher's own: so many rows.
    Rows(u64),
}

impl Size {
    /// Whether there is room for a further row of about `width` bytes within a share of the file.
    fn holds(self, written: &Written, width: u64, (block, total): (u64, u64)) -> bool {
        match self {
            Self::Bytes(bytes) => written.bytes + width < bytes * block / total,
            Self::Rows(rows) => written.rows < rows * block / total,
        }
    }
}

/// Writes one file of about `size`.
///
/// # Errors
/// The disk is full.
pub fn write(
    shape: &Shape<'_>,
    seed: u64,
    size: Size,
    out: &mut impl Write,
) -> io::Result<Written> {
    let mut chance = fastrand::Rng::with_seed(seed ^ hash(&shape.data_set.id));
    let columns = columns(shape, &mut chance);
    let mut writer = Rows {
        out,
        line: Vec::new(),
        written: Written::default(),
        crlf: shape.own.is_none() && shape.place.is_multiple_of(2),
        quoted: shape.own.is_none() && shape.place % 5 == 4,
    };
    if shape.own.is_none() && shape.place.is_multiple_of(3) {
        writer.raw(b"\xef\xbb\xbf")?;
    }
    writer.header(&columns.names)?;
    let width = 12 * columns.names.len() as u64;
    let (years, most) = extent(shape, size, width, wanted_rows(&columns));
    let of_schools = columns.names.iter().any(|name| name == "school_urn");
    // Every characteristic next to the totals, and rows of schools, in turn.
    let pool: Vec<(Vec<Vec<u8>>, bool)> = (0..POOL)
        .map(|turn| {
            let of_trait = trait_row(shape, &columns, turn, &mut chance);
            let school = of_schools && (of_trait.is_none() || turn.is_multiple_of(4));
            let row = of_trait.unwrap_or_else(|| other_row(shape, &columns, &mut chance));
            (writer.parts(&columns, &row), school)
        })
        .collect();
    let mut oddities = shape.catalogue.symbols.iter().cycle();
    let total = blocks_of(shape, years, most);
    let mut block = 0;
    for start in (0..years).map(|y| LAST_START - y) {
        for place in places(shape.catalogue, start, most) {
            block += 1;
            if !tells(shape, place.area.level) {
                continue;
            }
            for row in figure_rows(shape, &columns, &place, start, &mut chance, &mut oddities) {
                writer.row(&columns.names, &row)?;
            }
            // What is left of this block's share goes to rows that are not read.
            let told = [false, true].map(|school| {
                let mut located = Row::new();
                locate(shape, &mut located, &place, start, school);
                let told = columns.located.iter().map(|name| writer.rendered(&located[name]));
                told.collect::<Vec<Vec<u8>>>()
            });
            let mut turn = chance.usize(..POOL);
            while size.holds(&writer.written, width, (block, total)) {
                turn = (turn + 1) % POOL;
                let (parts, school) = &pool[turn];
                writer.located(parts, &told[usize::from(*school)])?;
            }
        }
    }
    Ok(writer.written)
}

/// How many years a file of this size has, and how many places in each at most.
fn extent(shape: &Shape<'_>, size: Size, width: u64, wanted: u64) -> (i32, usize) {
    // Years and areas that the size has room for, each with all its wanted rows.
    let blocks = match size {
        Size::Bytes(bytes) => bytes / (width * wanted.max(1)).max(1),
        Size::Rows(rows) => rows / wanted.max(1),
    };
    let blocks = blocks.max(1) as usize;
    let years = (blocks / 40).clamp(YEARS.1 as usize, YEARS.0 as usize) as i32;
    let years = if in_name(shape.layout).is_some() { 1 } else { years };
    // The publisher's own file has every year and every authority.
    match &shape.own {
        Some(own) => (own.years, 400),
        None => (years, (blocks / years as usize).clamp(14, 400)),
    }
}

/// How many years and places a file has together.
fn blocks_of(shape: &Shape<'_>, years: i32, most: usize) -> u64 {
    let of_year = |y| places(shape.catalogue, LAST_START - y, most).len() as u64;
    (0..years).map(of_year).sum::<u64>().max(1)
}

/// The one year of a file whose name must give it.
pub fn in_name(layout: &Layout) -> Option<String> {
    let named = layout.period.column().is_empty();
    named.then(|| format!("{LAST_START}-{:02}", (LAST_START + 1) % 100))
}

/// Whether the layout has a column for areas of a level.
fn tells(shape: &Shape<'_>, level: AreaLevel) -> bool {
    let columns = shape.layout.geography.columns();
    match level {
        AreaLevel::National => true,
        AreaLevel::Regional => {
            [columns.any, columns.region, columns.region_name].iter().any(|c| !c.is_empty())
        }
        AreaLevel::LocalAuthority => [columns.any, columns.authority].iter().any(|c| !c.is_empty()),
    }
}
