//! What a terminal shows: the lines that are left when everything was written to it.

/// The lines, as far as anything stands on them.
pub(super) fn shown(written: &str) -> Vec<String> {
    let mut screen = Screen::default();
    let mut rest = written.chars();
    while let Some(c) = rest.next() {
        match c {
            '\u{1b}' => screen.escape(&mut rest),
            '\n' => screen.row += 1,
            '\r' => screen.column = 0,
            '\u{8}' => screen.column = screen.column.saturating_sub(1),
            c if c.is_control() => {}
            c => screen.put(c),
        }
    }
    let mut lines: Vec<String> = screen
        .lines
        .into_iter()
        .map(|line| line.into_iter().collect::<String>().trim_end().to_owned())
        .collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

#[derive(Default)]
struct Screen {
    lines: Vec<Vec<char>>,
    row: usize,
    column: usize,
}

impl Screen {
    fn line(&mut self) -> &mut Vec<char> {
        if self.lines.len() <= self.row {
            self.lines.resize_with(self.row + 1, Vec::new);
        }
        &mut self.lines[self.row]
    }

    fn put(&mut self, c: char) {
        let column = self.column;
        let line = self.line();
        if line.len() <= column {
            line.resize(column + 1, ' ');
        }
        line[column] = c;
        self.column += 1;
    }

    /// `ESC [ NUMBERS LETTER`; others mean nothing here.
    fn escape(&mut self, rest: &mut std::str::Chars<'_>) {
        if rest.next() != Some('[') {
            return;
        }
        let mut numbers = String::new();
        let Some(letter) = rest.find(|c| {
            let ends = c.is_ascii_alphabetic();
            if !ends {
                numbers.push(*c);
            }
            ends
        }) else {
            return;
        };
        let number: usize = numbers.parse().unwrap_or(0);
        let count = number.max(1);
        let column = self.column;
        match letter {
            'A' => self.row = self.row.saturating_sub(count),
            'B' => self.row += count,
            'C' => self.column += count,
            'D' => self.column = column.saturating_sub(count),
            'E' => (self.row, self.column) = (self.row + count, 0),
            'F' => (self.row, self.column) = (self.row.saturating_sub(count), 0),
            'G' => self.column = count - 1,
            'J' => {
                self.line().truncate(column);
                let row = self.row;
                self.lines.truncate(row + 1);
            }
            'K' if number == 2 => self.line().clear(),
            'K' => self.line().truncate(column),
            _ => {}
        }
    }
}
