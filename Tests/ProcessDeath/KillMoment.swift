import StudySupport

/// When a writer is killed.
enum KillMoment {
  /// So many microseconds after it was started: most often while it opens the ledger.
  case opening(after: Int)
  /// So many microseconds after it said that the ledger is open.
  case running(after: Int)
  /// So many microseconds after the n-th line that begins so.
  case line(String, number: Int, after: Int)

  /// What the table counts it under.
  enum Kind: String, CaseIterable {
    case opening, running, answer, midst
  }

  var kind: Kind {
    switch self {
    case .opening: .opening
    case .running: .running
    case .line(let text, _, _): text.hasPrefix("doing") ? .midst : .answer
    }
  }

  var description: String {
    switch self {
    case .opening(let after): "\(after) us after the start"
    case .running(let after): "\(after) us after the ledger was open"
    case .line(let text, let number, let after): "\(after) us after \"\(text)\" number \(number)"
    }
  }

  /// Chooses a moment for a writer that takes so many microseconds to open its ledger.
  static func random(
    in setting: Setting,
    openingTime: Int,
    using numbers: inout SeededNumbers
  ) -> KillMoment {
    let work = setting.scenario.work
    let marks = setting.marks
    switch Int.random(in: 0..<20, using: &numbers) {
    case 0..<4: return .opening(after: Int.random(in: 0...openingTime, using: &numbers))
    case 4..<9: return .running(after: numbers.microseconds(upTo: 80_000))
    case 9..<13:
      let number = Int.random(in: 1...40, using: &numbers)
      let delay = Bool.random(using: &numbers) ? 0 : numbers.microseconds(upTo: 500)
      return .line(work.answer, number: number, after: delay)
    default:
      guard let mark = marks.randomElement(using: &numbers) else {
        return .running(after: numbers.microseconds(upTo: 40_000))
      }
      // A map grows once in a while, by much.
      let number = work == .growth ? 1 : Int.random(in: 1...3, using: &numbers)
      return .line("doing \(mark)", number: number, after: numbers.microseconds(upTo: 6_000))
    }
  }
}

extension Setting {
  /// What the writer says it is about to do, besides submitting.
  var marks: [String] {
    switch scenario.work {
    case .submitters, .consumers, .alarms: []
    case .checkpoints: ["projections", "signing", "closing", "opening"]
    case .backup: ["copy"]
    case .import: ["import"]
    case .growth: ["growth"]
    case .erasure: isSealed ? ["erasure"] : ["erasure", "compaction"]
    case .rotation: ["rotation"]
    }
  }
}

extension Scenario.Work {
  /// What the writer says once something was acknowledged.
  var answer: String {
    switch self {
    case .consumers: "kept"
    case .alarms: "alarm"
    case .import: "grown"
    default: "acknowledged"
    }
  }
}
