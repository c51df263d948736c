import TicketLedger

/// Days along an axis, marked at days, Mondays, months or years, whichever leaves room between labels.
struct DateScale: Sendable {
  /// The first day, at 0.
  let first: CivilDate
  /// The last day, at 1.
  let last: CivilDate

  /// Where a day lies, 0 to 1; the middle where the axis is one day long.
  func place(of day: CivilDate) -> Double {
    let length = last.daysSince1970 - first.daysSince1970
    guard length > 0 else { return 0.5 }
    return min(max(Double(day.daysSince1970 - first.daysSince1970) / Double(length), 0), 1)
  }

  /// A day that is marked.
  struct Tick: Hashable, Sendable {
    /// The day.
    let day: CivilDate
    /// Its label.
    let label: String
    /// The year, where it is not that of the tick before.
    let year: String?
  }

  /// The days that are marked on an axis of a length, no two labels closer than a gap.
  func ticks(length: Double, size: Double, _ words: ReportWords) -> [Tick] {
    let gap = size * 1.2
    for spacing in Spacing.all {
      let days = spacing.days(from: first, to: last)
      guard days.count >= 1, days.count <= 400 else { continue }
      let ticks = labelled(days, spacing, words)
      let widths = ticks.map { tick in
        max(TextWidth.of(tick.label, size: size), TextWidth.of(tick.year ?? "", size: size))
      }
      let places = ticks.map { place(of: $0.day) * length }
      let fits = zip(ticks.indices, ticks.indices.dropFirst()).allSatisfy { left, right in
        places[right] - places[left] >= (widths[left] + widths[right]) / 2 + gap
      }
      if fits { return ticks }
    }
    return labelled([first], .days(1), words)
  }

  private func labelled(_ days: [CivilDate], _ spacing: Spacing, _ words: ReportWords) -> [Tick] {
    var year = 0
    return days.map { day in
      defer { year = day.year }
      let isNew = day.year != year
      switch spacing {
      case .days:
        return Tick(day: day, label: words.shortDay(day), year: isNew ? "\(day.year)" : nil)
      case .months:
        let label = words.shortMonth(day.month)
        return Tick(day: day, label: label, year: isNew ? "\(day.year)" : nil)
      case .years: return Tick(day: day, label: "\(day.year)", year: nil)
      }
    }
  }

  /// How far apart ticks are.
  private enum Spacing {
    case days(Int)
    case months(Int)
    case years(Int)

    static let all: [Spacing] = [
      .days(1), .days(2), .days(7), .days(14), .months(1), .months(2), .months(3), .months(6),
      .years(1), .years(2), .years(5), .years(10), .years(25), .years(100), .years(500),
    ]

    func days(from first: CivilDate, to last: CivilDate) -> [CivilDate] {
      var days: [CivilDate] = []
      switch self {
      case .days(let step):
        // Sevens begin on a Monday: 1970-01-05 was one.
        let phase = step % 7 == 0 ? 4 : 0
        let start = first.daysSince1970
        var day = start + (((phase - start) % step) + step) % step
        while day <= last.daysSince1970, days.count <= 400 {
          days.append(CivilDate(daysSince1970: day))
          day += step
        }
      case .months(let step): days = months(every: step, from: first, to: last)
      case .years(let step): days = months(every: step * 12, from: first, to: last)
      }
      return days
    }

    private func months(every step: Int, from first: CivilDate, to last: CivilDate) -> [CivilDate] {
      var days: [CivilDate] = []
      var month = first.year * 12 + first.month - 1
      if first.day > 1 { month += 1 }
      month += (step - month % step) % step
      while days.count <= 400, month / 12 <= 9999,
        let day = CivilDate(year: month / 12, month: month % 12 + 1, day: 1), day <= last
      {
        days.append(day)
        month += step
      }
      return days
    }
  }
}
