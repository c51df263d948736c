/// The open stretches of a range of time, in order: half-open, as long as they can be, none
/// touching.
///
/// They are found one by one as they are asked for, each in O(log *d* · log *n*) for a stretch of
/// duration *d* and *n* transitions and dated entries.
public struct OpenSegments: Sequence, Sendable {
  private let openTime: OpenTime
  private let range: Range<Instant>

  init(of openTime: OpenTime, in range: Range<Instant>) {
    self.openTime = openTime
    self.range = range
  }

  /// Starts with the first stretch.
  public func makeIterator() -> Iterator {
    Iterator(openTime: openTime, start: range.lowerBound, end: range.upperBound)
  }

  /// Goes from one stretch to the next.
  public struct Iterator: IteratorProtocol, Sendable {
    fileprivate let openTime: OpenTime
    fileprivate var start: Instant
    fileprivate let end: Instant

    public mutating func next() -> Range<Instant>? {
      guard start < end, let opening = openTime.nextOpen(from: start), opening < end else {
        return nil
      }
      let closing = openTime.closing(from: opening, before: end)
      start = closing
      return opening..<closing
    }
  }
}

extension OpenTime {
  /// The open stretches of a range of time, in order, each cut to the range.
  public func openSegments(in range: Range<Instant>) -> OpenSegments {
    OpenSegments(of: self, in: range)
  }

  /// The first closed moment after an open one, at most `end`.
  ///
  /// Until then, all time is open time; so the moment is found by doubling steps and then halving.
  fileprivate func closing(from opening: Instant, before end: Instant) -> Instant {
    let start = opening.millisecondsSince1970
    let longest = end.millisecondsSince1970 - start
    let before = elapsed(until: opening)
    var open: Int64 = 1
    var step: Int64 = 3_600_000
    while open < longest {
      let next = min(open + step, longest)
      guard self.open(until: start + next) - before == next else {
        var broken = next
        while broken - open > 1 {
          let middle = open + (broken - open) / 2
          if self.open(until: start + middle) - before == middle {
            open = middle
          } else {
            broken = middle
          }
        }
        break
      }
      open = next
      step *= 2
    }
    return Instant(millisecondsSince1970: start + open)
  }
}
