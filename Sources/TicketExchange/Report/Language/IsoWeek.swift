import TicketLedger

/// A week after ISO 8601: it begins on Monday and belongs to the year of its Thursday.
struct IsoWeek: Hashable, Sendable {
  /// The year it belongs to.
  let year: Int
  /// Its number, 1 to 53.
  let week: Int

  /// Creates the week that a day lies in.
  init(containing date: CivilDate) {
    let days = date.daysSince1970
    // 1970-01-01 was a Thursday.
    let sinceMonday = ((days + 3) % 7 + 7) % 7
    let thursday = CivilDate(daysSince1970: days - sinceMonday + 3)
    let newYear = CivilDate(year: thursday.year, month: 1, day: 1)?.daysSince1970 ?? 0
    year = thursday.year
    week = (thursday.daysSince1970 - newYear) / 7 + 1
  }
}
