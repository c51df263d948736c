/// Wall time: what the clocks of a zone show, as milliseconds since their 1970-01-01T00:00.
extension ZoneRules {
  /// The wall time of a moment.
  public func wallMilliseconds(at instant: Instant) -> Int64 {
    instant.millisecondsSince1970 + Int64(offset(at: instant)) * 1000
  }

  /// The date that calendars show in the zone at a moment, in the years 1 to 9999.
  public func date(at instant: Instant) -> CivilDate {
    CivilDate(
      daysSince1970: Int(
        wallMilliseconds(at: instant).quotientAndRemainder(flooringBy: 86_400_000).quotient
      )
    )
  }

  /// The moment at which clocks show a wall time.
  ///
  /// One that comes twice is its first moment. One that never comes, as clocks were put forward, is
  /// moved forward by as much: 02:30 becomes 03:30. What lies outside the years 1 to 9999 becomes
  /// the nearer bound.
  public func instant(ofWallMilliseconds wall: Int64) -> Instant {
    let range = Instant.range
    let day: Int64 = 86_400_000
    let bounded = min(max(wall, range.lowerBound - 2 * day), range.upperBound + 2 * day)
    return Instant(millisecondsSince1970: milliseconds(ofWallMilliseconds: bounded))
  }

  /// The moment of a wall time at most some days outside the years 1 to 9999, in milliseconds.
  func milliseconds(ofWallMilliseconds wall: Int64) -> Int64 {
    let second = wall.quotientAndRemainder(flooringBy: 1000).quotient
    // Every moment that can show the wall time lies between these two.
    let start = second - Int64(ZoneRule.offsets.upperBound) - 1
    let end = second - Int64(ZoneRule.offsets.lowerBound) + 1
    var offset = Int64(self.offset(atSecond: start)) * 1000
    for transition in transitions(after: start, through: end) {
      let at = transition.secondsSince1970 * 1000
      if wall - offset < at { break }
      let next = Int64(transition.offsetInSeconds) * 1000
      // The clocks were put forward over the wall time: it is counted with the offset before.
      if wall - next < at { break }
      offset = next
    }
    return wall - offset
  }
}
