import TicketExchange
import TicketLedger

extension Part {
  private static let adding = FigureKind("calendar.addFiveYears", in: "ns")
  private static let counting = FigureKind("calendar.openTimeUntil", in: "ns")

  /// What a question to a calendar costs: the due time after five years of open hours, and the open
  /// time until an instant.
  static let calendar = Part(figures: [adding, counting]) { bench in
    let openTime = OpenTime(try StarterPolicy.calendar().calendar)
    let first = Instant(millisecondsSince1970: 1_420_070_400_000)
    let fiveYears: Int64 = 5 * 2_500 * 3_600_000
    var (sums, instants): ([Double], [Double]) = ([], [])
    for round in 0..<2_000 {
      let start = first.advanced(byMilliseconds: Int64(round) * 7_777_777)
      // A hundred of each: one alone is shorter than the clock's own step.
      let moments = (0..<100).map { start.advanced(byMilliseconds: Int64($0) * 1_001) }
      let added = Stopwatch.seconds {
        for moment in moments { blackHole(openTime.adding(fiveYears, to: moment)) }
      }
      let counted = Stopwatch.seconds {
        for moment in moments { blackHole(openTime.elapsed(until: moment)) }
      }
      sums.append(added * 1e9 / Double(moments.count))
      instants.append(counted * 1e9 / Double(moments.count))
    }
    return [Figure(adding, ours: sums), Figure(counting, ours: instants)].filter {
      Part.means(bench.only, $0.name)
    }
  }

  @inline(never)
  private static func blackHole<T>(_ value: T) {}
}
