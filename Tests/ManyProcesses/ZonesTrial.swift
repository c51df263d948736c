import Foundation
import StudySupport
import TicketLedger

/// A ledger with a calendar of Paris, on a machine without the zone's data, or with damaged ones.
enum ZonesTrial {
  private static let days = [
    "2024-02-28", "2024-02-29", "2024-03-30", "2024-03-31", "2024-10-26", "2024-12-31",
    "2025-01-01",
    "2025-02-28", "2025-10-25", "2028-02-29", "2100-02-28",
  ]

  static func run(_ trial: Trial) async throws -> Tally {
    let zone = try ZoneRules.named("Europe/Paris")
    let ledger = try await Ledger.open(at: trial.ledger, options: Trial.options())
    let calendar = ClocksTrial.calendar(in: zone)
    try await ledger.submit(.adopt(calendar, effectiveFrom: .distantPast), by: "chief")
    let target = ServiceTarget(
      .resolution,
      limit: .duration(milliseconds: 3_600_000),
      calendar: "office"
    )
    let rule = ServiceRule(name: "all", targets: [target])
    let policy = ServicePolicy(name: "standard", rules: [rule])
    try await ledger.submit(.adopt(policy, effectiveFrom: .distantPast), by: "chief")
    let count = trial.size(short: 60, long: 600)
    let facts = try (0..<count).map { number in
      let day = days.randomElement(using: &trial.numbers) ?? days[0]
      guard let midnight = Instant(rfc3339: day + "T00:00:00Z") else { throw StudyFailure(day) }
      let after = Int64.random(in: 0..<2 * 86_400_000, using: &trial.numbers)
      return Submission(
        .open("Z-\(number)"),
        by: "desk",
        at: min(midnight.advanced(byMilliseconds: after), .now)
      )
    }
    try await ledger.record(facts.sorted { $0.occurredAt ?? .now < $1.occurredAt ?? .now })
    let expected = late(in: ledger)
    await ledger.close()
    for (environment, says) in try machines(trial) {
      let child = try Child(["zones", trial.ledger], trial, environment: environment)
      try child.end()
      guard child.lines.first == "late \(expected)" else {
        throw StudyFailure("other targets are missed without zone data: \(child.lines)")
      }
      let told = child.lines.last ?? ""
      guard told.hasPrefix("zone "), told.contains(says) else {
        throw StudyFailure("a missing zone is told so: \(told)")
      }
    }
    let checked = try await trial.checkLedger()
    await checked.close()
    return Tally(operations: count)
  }

  /// What is late as of some moments, as a number.
  private static func late(in ledger: Ledger) -> UInt64 {
    var sum: UInt64 = 14_695_981
    for year in [2024, 2025, 2026, 2101] {
      guard let moment = Instant(rfc3339: "\(year)-03-01T00:00:00Z") else { continue }
      for status in ledger.read({ $0.breaches(asOf: moment) }) {
        let late = status.breachedAt?.millisecondsSince1970 ?? 0
        sum = (sum ^ UInt64(truncatingIfNeeded: late) ^ status.ticket.rawValue) &* 1_099_511_628_211
      }
    }
    return sum
  }

  /// Where zone data are looked for, and what is to be said of it.
  private static func machines(
    _ trial: Trial
  ) throws -> [(environment: [String: String], says: String)] {
    let files = FileManager.default
    let (empty, cut) = (trial.folder + "/empty", trial.folder + "/cut")
    try files.createDirectory(atPath: empty, withIntermediateDirectories: false)
    try files.createDirectory(atPath: cut + "/Europe", withIntermediateDirectories: true)
    let length = Int.random(in: 0..<200, using: &trial.numbers)
    let bytes = Data(Array("TZif2".utf8) + (0..<length).map { _ in UInt8(0) })
    try bytes.write(to: URL(fileURLWithPath: cut + "/Europe/Paris"))
    return [
      (["TZDIR": trial.folder + "/nowhere"], "apt-get install tzdata"),
      (["TZDIR": empty], "apt-get install tzdata"), (["TZDIR": cut], "Europe/Paris"),
    ]
  }

  /// Says what is late, and what is wrong with the zone.
  static func play(_ path: String, _ defect: Defect) async throws {
    let ledger = try await Ledger.open(at: path, options: Trial.options())
    if defect == .ownZone, (try? ZoneRules.named("Europe/Paris")) == nil {
      let calendar = ClocksTrial.calendar(in: .utc)
      try await ledger.submit(.adopt(calendar, effectiveFrom: .distantPast), by: "chief")
    }
    say("late \(late(in: ledger))")
    do {
      _ = try ZoneRules.named("Europe/Paris")
      say("zone found")
    } catch {
      say("zone \(error)")
    }
    await ledger.close()
  }
}
