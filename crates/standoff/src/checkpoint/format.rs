//! The bytes of a checkpoint.
//!
//! In: a header and a state. Out: a file, and back again. A checkpoint is
//!
//! ```text
//! "standoff checkpoint\n"            20 bytes
//! version                            u32
//! length of the header, the header   u32, JSON
//! SHA-256 of all that               32 bytes
//! for each list: kind, length of the name, the name, count, the numbers, SHA-256 of all that
//!                                    u8 (1 doubles, 2 integers, 3 bytes), u16, UTF-8, u64, raw, 32 bytes
//! 0                                  u8
//! ```
//!
//! with every number little-endian and doubles bit by bit.

use std::io::{Read, Write};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use standoff_solve::keep::{Kept, KeptList, List, State};

/// What every checkpoint begins with.
const MAGIC: &[u8; 20] = b"standoff checkpoint\n";
/// The version of all that is not a method's own.
const VERSION: u32 = 1;
/// Larger headers are damaged.
const LARGEST_HEADER: u32 = 1 << 20;
/// Numbers go to the disk in pieces of so many.
const PIECE: usize = 8192;

/// What a checkpoint says of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// SHA-256 of the game with its numbers.
    pub game: String,
    /// What the solver was asked for, in words.
    pub settings: String,
    /// The method, with the version of what it keeps.
    pub method: String,
    /// How far the work had come, in the method's own steps.
    pub step: u64,
    /// The best regret certified by then, in payoff units; absent if none was.
    pub regret: Option<f64>,
}

/// Why a file is no checkpoint that can be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It begins with something else.
    #[error("it is not a checkpoint")]
    Foreign,
    /// Written by a program that knows more.
    #[error("it was written by a newer version of the program (format {0}, and this one reads {VERSION})")]
    Newer(u32),
    /// Cut short or changed.
    #[error("it is damaged")]
    Damaged,
    /// The system's words.
    #[error("{0}")]
    Io(std::io::Error),
}

/// A writer that hashes what goes through.
struct Hashed<W> {
    inner: W,
    hash: Sha256,
}

impl<W: Write> Hashed<W> {
    fn put(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.hash.update(bytes);
        self.inner.write_all(bytes)
    }

    fn seal(&mut self) -> std::io::Result<()> {
        let sum = self.hash.finalize_reset();
        self.inner.write_all(&sum)
    }
}

/// Writes a checkpoint.
///
/// # Errors
/// As the writer's; if a name or the header is too long.
pub fn write(out: impl Write, header: &Header, state: &State<'_>) -> std::io::Result<()> {
    let too_long = || std::io::Error::other("too long for a checkpoint");
    let mut out = Hashed { inner: out, hash: Sha256::new() };
    let text = serde_json::to_vec(header)?;
    out.put(MAGIC)?;
    out.put(&VERSION.to_le_bytes())?;
    out.put(
        &u32::try_from(text.len()).ok().filter(|&n| n <= LARGEST_HEADER).ok_or_else(too_long)?.to_le_bytes(),
    )?;
    out.put(&text)?;
    out.seal()?;
    for (name, list) in state.lists {
        let (kind, count) = match list {
            List::Doubles(list) => (1, list.len()),
            List::Scattered(count, _) => (1, *count),
            List::Integers(list) => (2, list.len()),
            List::Bytes(list) => (3, list.len()),
        };
        out.put(&[kind])?;
        out.put(&u16::try_from(name.len()).map_err(|_| too_long())?.to_le_bytes())?;
        out.put(name.as_bytes())?;
        out.put(&(count as u64).to_le_bytes())?;
        match list {
            List::Doubles(list) => words(&mut out, list.len(), |k| list[k].to_bits())?,
            List::Scattered(count, at) => words(&mut out, *count, |k| at(k).to_bits())?,
            List::Integers(list) => words(&mut out, list.len(), |k| list[k])?,
            List::Bytes(list) => out.put(list)?,
        }
        out.seal()?;
    }
    out.inner.write_all(&[0])
}

/// Writes words of 64 bits.
fn words<W: Write>(out: &mut Hashed<W>, count: usize, at: impl Fn(usize) -> u64) -> std::io::Result<()> {
    let mut piece = Vec::with_capacity(PIECE * 8);
    for start in (0..count).step_by(PIECE) {
        piece.clear();
        for k in start..(start + PIECE).min(count) {
            piece.extend_from_slice(&at(k).to_le_bytes());
        }
        out.put(&piece)?;
    }
    Ok(())
}

/// A reader that hashes what goes through and knows how much there can still be.
struct Checked<R> {
    inner: R,
    hash: Sha256,
    left: u64,
}

impl<R: Read> Checked<R> {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), ReadError> {
        let count = bytes.len() as u64;
        if count > self.left {
            return Err(ReadError::Damaged);
        }
        self.left -= count;
        self.inner.read_exact(bytes).map_err(|error| match error.kind() {
            std::io::ErrorKind::UnexpectedEof => ReadError::Damaged,
            _ => ReadError::Io(error),
        })?;
        self.hash.update(bytes);
        Ok(())
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ReadError> {
        let mut bytes = [0; N];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    /// Bytes whose number the file names: no more than the file has are ever asked for.
    fn bytes(&mut self, count: u64) -> Result<Vec<u8>, ReadError> {
        if count > self.left {
            return Err(ReadError::Damaged);
        }
        let mut bytes = vec![0; usize::try_from(count).map_err(|_| ReadError::Damaged)?];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    fn sealed(&mut self) -> Result<(), ReadError> {
        let sum = self.hash.finalize_reset();
        let written: [u8; 32] = self.array()?;
        self.hash.reset();
        if sum[..] == written { Ok(()) } else { Err(ReadError::Damaged) }
    }

    fn words<T>(&mut self, count: u64, of: impl Fn(u64) -> T) -> Result<Vec<T>, ReadError> {
        if count.checked_mul(8).is_none_or(|bytes| bytes > self.left) {
            return Err(ReadError::Damaged);
        }
        let mut list = Vec::with_capacity(count as usize);
        let mut piece = vec![0; PIECE * 8];
        let mut left = count as usize;
        while left > 0 {
            let now = left.min(PIECE);
            self.fill(&mut piece[..now * 8])?;
            let words = piece[..now * 8].as_chunks::<8>().0;
            list.extend(words.iter().map(|&word| of(u64::from_le_bytes(word))));
            left -= now;
        }
        Ok(list)
    }
}

/// Reads a checkpoint of `length` bytes.
///
/// # Errors
/// [`ReadError`]. Nothing is believed before its checksum is right, and no more memory is taken than the file is long.
pub fn read(input: impl Read, length: u64) -> Result<(Header, Kept), ReadError> {
    let mut input = Checked { inner: input, hash: Sha256::new(), left: length };
    if input.array::<20>().map_err(foreign)? != *MAGIC {
        return Err(ReadError::Foreign);
    }
    let version = u32::from_le_bytes(input.array()?);
    if version > VERSION {
        return Err(ReadError::Newer(version));
    }
    let size = u32::from_le_bytes(input.array()?);
    if version == 0 || size > LARGEST_HEADER {
        return Err(ReadError::Damaged);
    }
    let text = input.bytes(u64::from(size))?;
    input.sealed()?;
    let header: Header = serde_json::from_slice(&text).map_err(|_| ReadError::Damaged)?;
    let mut kept = Kept { method: header.method.clone(), step: header.step, lists: Vec::new() };
    loop {
        let [kind] = input.array()?;
        if kind == 0 {
            break;
        }
        let size = u16::from_le_bytes(input.array()?);
        let name = String::from_utf8(input.bytes(u64::from(size))?).map_err(|_| ReadError::Damaged)?;
        let count = u64::from_le_bytes(input.array()?);
        let list = match kind {
            1 => KeptList::Doubles(input.words(count, f64::from_bits)?),
            2 => KeptList::Integers(input.words(count, |word| word)?),
            3 => KeptList::Bytes(input.bytes(count)?),
            _ => return Err(ReadError::Damaged),
        };
        input.sealed()?;
        kept.lists.push((name, list));
    }
    if input.left > 0 { Err(ReadError::Damaged) } else { Ok((header, kept)) }
}

/// A file too short for the first words is something else.
fn foreign(error: ReadError) -> ReadError {
    match error {
        ReadError::Damaged => ReadError::Foreign,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> Vec<u8> {
        let header = Header {
            game: "ab".into(),
            settings: "cfr".into(),
            method: "cfr/1".into(),
            step: 7,
            regret: None,
        };
        let doubles: Vec<f64> = (0..20_000).map(|k| f64::from(k) / 3.0).chain([f64::NAN, -0.0]).collect();
        let lists = [
            ("a", List::Doubles(&doubles)),
            ("b", List::Integers(&[u64::MAX, 0])),
            ("c", List::Bytes(b"xyz")),
            ("d", List::Scattered(3, &|k| 0.5 * k as f64)),
            ("e", List::Doubles(&[])),
        ];
        let mut bytes = Vec::new();
        let state = State { method: "cfr/1", step: 7, regret: f64::INFINITY, lists: &lists };
        write(&mut bytes, &header, &state).unwrap();
        bytes
    }

    #[test]
    fn what_is_written_is_read() {
        let bytes = example();
        let (header, mut kept) = read(&bytes[..], bytes.len() as u64).unwrap();
        assert_eq!((header.step, header.regret, kept.step), (7, None, 7));
        let doubles = kept.doubles("a", 20_002).unwrap();
        assert_eq!(doubles[19_999], 19_999.0 / 3.0);
        assert!(doubles[20_000].is_nan() && doubles[20_001].is_sign_negative());
        assert_eq!(kept.integers("b").unwrap(), [u64::MAX, 0]);
        assert_eq!(kept.bytes("c").unwrap(), b"xyz");
        assert_eq!(kept.doubles("d", 3).unwrap(), [0.0, 0.5, 1.0]);
        assert!(kept.doubles("e", 0).unwrap().is_empty());
        assert_eq!(kept.doubles("e", 0), None);
    }

    #[test]
    fn every_cut_and_every_changed_bit_is_noticed() {
        let bytes = example();
        for cut in (0..bytes.len()).step_by(997).chain(bytes.len() - 200..bytes.len()) {
            let error = read(&bytes[..cut], cut as u64).unwrap_err();
            assert!(matches!(error, ReadError::Damaged | ReadError::Foreign), "{cut}: {error}");
        }
        for at in (0..bytes.len()).step_by(1009).chain(0..200).chain(bytes.len() - 200..bytes.len()) {
            let mut bytes = bytes.clone();
            bytes[at] ^= 1 << (at % 8);
            assert!(read(&bytes[..], bytes.len() as u64).is_err(), "{at}");
        }
        let mut longer = bytes.clone();
        longer.push(0);
        assert!(read(&longer[..], longer.len() as u64).is_err());
    }

    #[test]
    fn numbers_in_a_file_take_no_memory_that_is_not_there() {
        let bytes = example();
        // The count of the first list stands behind its kind, the length of its name and the name.
        let start = bytes.windows(4).position(|w| w == [1, 1, 0, b'a']).unwrap() + 4;
        let mut huge = bytes;
        huge[start..start + 8].copy_from_slice(&(u64::MAX / 8).to_le_bytes());
        assert!(matches!(read(&huge[..], huge.len() as u64), Err(ReadError::Damaged)));
    }

    #[test]
    fn newer_and_foreign_files_are_named() {
        let mut bytes = example();
        bytes[20] = 2;
        assert!(matches!(read(&bytes[..], bytes.len() as u64), Err(ReadError::Newer(2))));
        assert!(matches!(read(&b"standoff dare \"\""[..], 16), Err(ReadError::Foreign)));
        assert!(matches!(read(&b""[..], 0), Err(ReadError::Foreign)));
    }
}
