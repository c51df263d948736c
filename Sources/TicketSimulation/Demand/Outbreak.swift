import TicketLedger

/// A service that fails for many at once: a storm of like tickets within about an hour.
struct Outbreak: BitwiseCopyable, Sendable {
  /// Its place in the list of outbreaks.
  let index: Int
  /// When the first ticket may come, in milliseconds since 1970.
  let startsAt: Int64
  /// How long tickets keep coming.
  let duration: Int64
  /// How many tickets it brings.
  let size: Int
  /// What fails.
  let service: Service
  /// Where; everywhere where nil.
  let site: UInt8?
  /// What the requesters see.
  let symptom: UInt8
}

extension Outbreak {
  /// The outbreaks of a scenario, in order of time: their number and size grow with the square root of
  /// its tickets, their times follow its demand.
  ///
  /// - Complexity: O(√n + h) in the tickets and the hours of the period.
  static func all(in scenario: Scenario, profile: DemandProfile, total: UInt64) -> [Outbreak] {
    guard scenario.tickets >= 100 else { return [] }
    var random = RandomStream(seed: scenario.seed, .outbreaks)
    let root = squareRoot(scenario.tickets)
    let count = max(2, root / 5)
    let mean = max(8, root / 5)
    var points: [UInt64] = []
    for _ in 0..<count { points.append(UInt64(random.below(Int(total)))) }
    points.sort()
    var outbreaks: [Outbreak] = []
    var hour = 0
    var above = profile.weight(ofHour: 0)
    for point in points {
      while point >= above, hour + 1 < profile.hours {
        hour += 1
        above += profile.weight(ofHour: hour)
      }
      let outbreak = Outbreak(
        index: outbreaks.count,
        startsAt: profile.start(ofHour: hour) + random.span(0...Span.hour - 1),
        duration: random.span(35 * Span.minute...75 * Span.minute),
        size: random.within(mean / 2 + 2...mean * 3 / 2),
        service: Service.drawFailing(&random),
        site: random.chance(400) ? UInt8(random.below(Catalogue.sites.count)) : nil,
        symptom: UInt8(random.below(Service.symptomCount))
      )
      outbreaks.append(outbreak)
    }
    // Two may fall into one hour.
    return outbreaks.sorted { ($0.startsAt, $0.index) < ($1.startsAt, $1.index) }
      .enumerated().map { $1.renumbered($0) }
  }

  /// The times of its tickets, in order: many at once, then fewer.
  func arrivals(in scenario: Scenario) -> [Int64] {
    var random = RandomStream(seed: scenario.seed, .outbreaks, index: UInt64(index) + 1)
    let last = scenario.end.millisecondsSince1970 - 1
    var times: [Int64] = []
    for _ in 0..<size {
      let part = Int64(random.below(1024))
      let offset = duration * part * part >> 20
      times.append(min(startsAt + offset + random.span(0...999), last))
    }
    return times.sorted()
  }

  private func renumbered(_ number: Int) -> Outbreak {
    Outbreak(
      index: number,
      startsAt: startsAt,
      duration: duration,
      size: size,
      service: service,
      site: site,
      symptom: symptom
    )
  }

  /// The whole part of a square root, by Heron's method.
  private static func squareRoot(_ value: Int) -> Int {
    var root = value
    var next = (value + 1) / 2
    while next < root {
      root = next
      next = (root + value / root) / 2
    }
    return root
  }
}
