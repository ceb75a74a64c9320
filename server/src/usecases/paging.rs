//! Pages of lists, counted from 1.

use app::backend::Paging;

/// How many rows stand before a page.
pub fn offset(page: u32, per_page: u32) -> i64 {
    i64::from(page.saturating_sub(1)) * i64::from(per_page)
}

/// Which page of how many this is.
pub fn paging(page: u32, per_page: u32, total: i64) -> Paging {
    let total = u64::try_from(total).unwrap_or(0);
    let pages = u32::try_from(total.div_ceil(u64::from(per_page.max(1))))
        .unwrap_or(u32::MAX)
        .max(1);
    Paging {
        page: page.max(1),
        pages,
        total,
    }
}
