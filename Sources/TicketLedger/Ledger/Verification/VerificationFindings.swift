/// What the threads of one verification find, put together.
final class VerificationFindings: Sendable {
  private struct State {
    var problems: [VerificationProblem.Kind: [VerificationProblem]] = [:]
    /// How many there are of a kind, with those that were not kept.
    var counts: [VerificationProblem.Kind: UInt64] = [:]
    var notes: [String] = []
    var done: UInt64 = 0
  }

  private let state = Locked(State())
  /// How many steps there are: each event is hashed and folded.
  private let steps: UInt64
  private let progress: (@Sendable (VerificationStage, UInt64, UInt64) -> Void)?

  init(
    events: UInt64,
    progress: (@Sendable (VerificationStage, UInt64, UInt64) -> Void)?
  ) {
    steps = events * 2
    self.progress = progress
  }

  /// Keeps a problem, unless there are enough of its kind.
  func add(_ problem: VerificationProblem) {
    state.withLock { state in
      state.counts[problem.kind, default: 0] += 1
      if state.problems[problem.kind, default: []].count < VerificationReport.problemsKeptOfAKind {
        state.problems[problem.kind, default: []].append(problem)
      }
    }
  }

  /// The kinds of which there are problems.
  var kinds: Set<VerificationProblem.Kind> { state.withLock { Set($0.counts.keys) } }

  /// The notes, where there is no problem; else nil.
  var notesOfSound: [String]? { state.withLock { $0.counts.isEmpty ? $0.notes : nil } }

  /// Takes out the problems of some kinds: they were mended.
  func take(_ kinds: Set<VerificationProblem.Kind>) -> [VerificationProblem] {
    state.withLock { state in
      for kind in kinds { state.counts[kind] = nil }
      return VerificationProblem.Kind.allCases.filter(kinds.contains).flatMap {
        VerificationFindings.inOrder(state.problems.removeValue(forKey: $0) ?? [])
      }
    }
  }

  /// Changes the remedy of all problems of some kinds.
  func setRemedy(_ remedy: String, of kinds: Set<VerificationProblem.Kind>) {
    state.withLock { state in
      for kind in kinds {
        state.problems[kind] = state.problems[kind]?.map { problem in
          var problem = problem
          problem.remedy = remedy
          return problem
        }
      }
    }
  }

  /// Keeps a note.
  func note(_ line: String) {
    state.withLock { $0.notes.append(line.inOneLine) }
  }

  /// Counts events that one of the two passes is done with.
  func advance(by events: UInt64) {
    let done = state.withLock { state in
      state.done += events
      return state.done
    }
    progress?(.events, min(done / 2, steps / 2), steps / 2)
  }

  /// Puts what was found into a report: the kinds in their order, the problems of each by position,
  /// and then by the sizes, tickets, persons or chunks that they name.
  func finish(_ report: inout VerificationReport) {
    let (problems, counts, notes) = state.withLock { ($0.problems, $0.counts, $0.notes) }
    for kind in VerificationProblem.Kind.allCases {
      report.problems += VerificationFindings.inOrder(problems[kind] ?? [])
    }
    report.problemCount += counts.values.reduce(0, +)
    report.notes += notes
  }

  private static func inOrder(_ problems: [VerificationProblem]) -> [VerificationProblem] {
    problems.sorted {
      let (one, other) = ($0.position?.rawValue ?? 0, $1.position?.rawValue ?? 0)
      return one == other ? $0.finding.precedes($1.finding) : one < other
    }
  }
}

extension String {
  /// Whether a finding comes before another of the same kind and position: what it counts is compared as
  /// a number, so that size 5 comes before size 1490.
  fileprivate func precedes(_ other: String) -> Bool {
    var (one, another) = (utf8[...], other.utf8[...])
    while let first = one.first, let second = another.first {
      let (digits, others) = (String.digits(at: &one), String.digits(at: &another))
      guard !digits.isEmpty, !others.isEmpty else {
        guard digits.isEmpty, others.isEmpty, first == second else { return first < second }
        (one, another) = (one.dropFirst(), another.dropFirst())
        continue
      }
      // Of two numbers the longer one is greater: none is written with leading zeros.
      guard digits.count == others.count else { return digits.count < others.count }
      guard digits.elementsEqual(others) else { return digits.lexicographicallyPrecedes(others) }
    }
    return one.isEmpty && !another.isEmpty
  }

  /// Takes the digits that a text begins with; empty where it begins with none.
  private static func digits(at rest: inout Substring.UTF8View) -> Substring.UTF8View {
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    rest = rest.dropFirst(digits.count)
    return digits
  }
}
