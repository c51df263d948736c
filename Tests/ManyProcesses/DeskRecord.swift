import StudySupport

/// What the processes of a desk said that they did.
struct DeskRecord {
  /// A read of a live view.
  struct LiveRead {
    let process: Int
    let ticket: UInt64
    let begun: Int64
    let ended: Int64
    let revision: UInt32
    let eventCount: UInt64
  }

  /// A submission that the ticket's state did not allow.
  struct Denial {
    let ticket: UInt64
    let revision: UInt32
    let isResolving: Bool
  }

  private(set) var operations: [Operation] = []
  /// By process, what it was acknowledged: when, and where it stands.
  private(set) var acknowledged: [Int: [(ended: Int64, position: UInt64)]] = [:]
  private(set) var liveReads: [LiveRead] = []
  private(set) var denials: [Denial] = []
  /// Submissions that were never answered.
  private(set) var unanswered: [Operation] = []

  /// Takes up the lines of one process.
  mutating func add(_ lines: [String], of process: Int) throws {
    var open: [Substring: Operation] = [:]
    for line in lines {
      let words = line.split(separator: " ")
      guard let verb = words.first, DeskRecord.verbs[String(verb)] == words.count else { continue }
      func number(_ place: Int) -> Int64 { Int64(words[place]) ?? -1 }
      func revision(_ place: Int) -> UInt32 { UInt32(words[place]) ?? 0 }
      switch verb {
      case "try":
        open[words[1]] = Operation(
          token: String(words[2]),
          ticket: UInt64(number(3)),
          begun: number(4),
          ended: .max,
          expected: UInt32(words[5]),
          outcome: .saw(0)
        )
      case "saw":
        operations.append(
          Operation(
            ticket: UInt64(number(1)),
            begun: number(2),
            ended: number(3),
            outcome: .saw(revision(4))
          )
        )
      case "live":
        liveReads.append(
          LiveRead(
            process: process,
            ticket: UInt64(number(1)),
            begun: number(2),
            ended: number(3),
            revision: revision(4),
            eventCount: UInt64(number(5))
          )
        )
      default:
        guard var operation = open.removeValue(forKey: words[1]) else {
          throw StudyFailure("process \(process) answers what was not asked: \(line)")
        }
        operation.ended = number(2)
        end(&operation, verb, revision(3), String(words.last ?? ""), process)
        operations.append(operation)
      }
    }
    unanswered += open.values
  }

  /// How many words each line has.
  private static let verbs = ["try": 6, "got": 5, "stale": 4, "no": 5, "saw": 5, "live": 6]

  private mutating func end(
    _ operation: inout Operation,
    _ verb: Substring,
    _ revision: UInt32,
    _ last: String,
    _ process: Int
  ) {
    switch verb {
    case "got":
      operation.outcome = .accepted(revision)
      operation.position = UInt64(last)
      acknowledged[process, default: []].append((operation.ended, operation.position ?? 0))
    case "stale": operation.outcome = .stale(revision)
    default:
      operation.outcome = .saw(revision)
      denials.append(
        Denial(ticket: operation.ticket, revision: revision, isResolving: last == "resolve")
      )
    }
  }
}
