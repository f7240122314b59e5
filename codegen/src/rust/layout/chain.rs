//! Calls and chains of calls that no line has room for.

use super::flat::Kind;
use super::item::Page;

/// The line being written: where its text begins, and how deep.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) start: usize,
    pub(super) indent: usize,
}

/// A piece of an expression.
type Range = (usize, usize);

/// Writes an expression over as many lines as it needs: `after` bytes must still fit behind it, `first` says that it
/// begins a line. Its own lines are `depth` deep. Returns the line that it ends on.
pub(super) fn broken(
    page: &mut Page<'_>,
    (mut at, end): Range,
    mut place: Place,
    depth: usize,
    mut first: bool,
    after: usize,
) -> Option<Place> {
    let flat = page.flat;
    if fits(page, (at, end), place, after)? {
        return Some(place);
    }
    // A reference is a word before the expression.
    while flat.kind(at) == Some(Kind::Sign(b'&')) {
        page.out.push('&');
        (at, first) = (at + 1, false);
    }
    let last = before_asks(page, (at, end));
    let asks = "?".repeat(end - last);
    let parts = parts(page, at, last)?;
    let (head, links) = parts.split_first()?;
    if links.is_empty() {
        place = match angles(page, *head) {
            Some(open) => call_with_angles(page, *head, open, place, depth, after + asks.len())?,
            None => call(page, *head, place, depth, after + asks.len())?,
        };
    } else {
        let short = first && head.1 == head.0 + 1 && flat.text(head.0).len() <= 4;
        if fits(page, (at, last), place, after + asks.len())? {
            page.out.push_str(&asks);
            return Some(place);
        }
        let inner = depth + 4;
        place = call(page, *head, place, inner, 0)?;
        for (index, link) in links.iter().enumerate() {
            if index > 0 || !short {
                place = next(page, place, inner)?;
            }
            let is_last = index + 1 == links.len();
            let hangs = if short && links.len() == 1 { depth } else { inner };
            place = call(page, *link, place, hangs, if is_last { after + asks.len() } else { 0 })?;
        }
    }
    page.out.push_str(&asks);
    Some(place)
}

/// Writes the expression if the line has room for all of it.
fn fits(page: &mut Page<'_>, (at, end): Range, place: Place, after: usize) -> Option<bool> {
    let length = page.out.len();
    page.flat.line(at, end, page.out)?;
    if page.has_room(place.start, place.indent, after) {
        return Some(true);
    }
    page.out.truncate(length);
    Some(false)
}

/// Ends the line, which must have had room, and begins another.
fn next(page: &mut Page<'_>, place: Place, indent: usize) -> Option<Place> {
    page.fits(place.start, place.indent)?;
    page.out.push('\n');
    page.indent(indent);
    Some(Place { start: page.out.len(), indent })
}

/// What the expression begins with, and every `.link`, each with its arguments and `?`.
fn parts(page: &Page<'_>, at: usize, end: usize) -> Option<Vec<Range>> {
    let flat = page.flat;
    let (mut parts, mut start, mut now) = (Vec::new(), at, at);
    while now < end {
        match flat.kind(now)? {
            Kind::Sign(b'.') => {
                parts.push((start, now));
                start = now;
            }
            Kind::Sign(b'<') => {
                now = flat.past_angles(now, end);
                continue;
            }
            // Only the arguments of a call: a group that begins something is not taken apart.
            Kind::Open(b'(') if now > start => now = flat.close(now),
            Kind::Word | Kind::Path | Kind::Sign(b'?') => {}
            _ => return None,
        }
        if matches!(flat.text(now), "as" | "move" | "return" | "async" | "mut") {
            return None;
        }
        now += 1;
    }
    parts.push((start, end));
    Some(parts)
}

/// Where the `?`s at the end begin.
fn before_asks(page: &Page<'_>, (at, end): Range) -> usize {
    let asks = (at..end).rev().take_while(|at| page.flat.kind(*at) == Some(Kind::Sign(b'?')));
    end - asks.count()
}

/// The first angle of a path.
fn angles(page: &Page<'_>, (at, end): Range) -> Option<usize> {
    page.flat.find(at, end, |kind| kind == Kind::Sign(b'<')).filter(|open| *open > at)
}

/// `path::<T>::function(…)` without room: its type arguments have lines of their own, whatever the others need.
fn call_with_angles(
    page: &mut Page<'_>,
    (at, end): Range,
    open: usize,
    mut place: Place,
    depth: usize,
    after: usize,
) -> Option<Place> {
    let flat = page.flat;
    if fits(page, (at, end), place, after)? {
        return Some(place);
    }
    let past = flat.past_angles(open, end);
    flat.line(at, open + 1, page.out)?;
    for (from, to) in flat.pieces(open + 1, past - 1) {
        place = next(page, place, depth + 4)?;
        flat.line(from, to, page.out)?;
        page.out.push(',');
    }
    place = next(page, place, depth)?;
    call(page, (past - 1, end), place, depth, after)
}

/// A path or link with its arguments, a line each if there is no room; their braces are `depth` deep.
fn call(
    page: &mut Page<'_>,
    (at, end): Range,
    mut place: Place,
    depth: usize,
    after: usize,
) -> Option<Place> {
    let flat = page.flat;
    if fits(page, (at, end), place, after)? {
        return Some(place);
    }
    let last = before_asks(page, (at, end));
    if flat.kind(last - 1) != Some(Kind::Close(b'(')) {
        return None;
    }
    let close = last - 1;
    let open = flat.close(close);
    if flat.find(at, open, |kind| kind == Kind::Sign(b'<')).is_some() {
        return None;
    }
    let arguments = flat.pieces(open + 1, close);
    // Closures, lists and literals as the only argument share their lines with the call.
    let [(from, _), ..] = arguments.as_slice() else { return None };
    let shares =
        !matches!(flat.kind(*from), Some(Kind::Word | Kind::Path | Kind::Sign(b'&' | b'<') | Kind::Literal));
    if shares && arguments.len() == 1 {
        return None;
    }
    flat.line(at, open + 1, page.out)?;
    for (index, argument) in arguments.iter().enumerate() {
        place = next(page, place, depth + 4)?;
        let comma = usize::from(index + 1 < arguments.len());
        place = broken(page, *argument, place, depth + 4, false, comma)?;
        page.out.push(',');
    }
    place = next(page, place, depth)?;
    flat.line(close, end, page.out)?;
    Some(place)
}
