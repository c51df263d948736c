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
    state.withLock { $0.notes.append(line) }
  }

  /// Counts events that one of the two passes is done with.
  func advance(by events: UInt64) {
    let done = state.withLock { state in
      state.done += events
      return state.done
    }
    progress?(.events, min(done / 2, steps / 2), steps / 2)
  }

  /// Puts what was found into a report: the kinds in their order, the problems of each by position.
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
      ($0.position?.rawValue ?? 0, $0.finding) < ($1.position?.rawValue ?? 0, $1.finding)
    }
  }
}
