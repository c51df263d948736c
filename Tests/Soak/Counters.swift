import StudySupport

/// What the tasks of a run count and find.
final class Counters: Sendable {
  struct Counts: Sendable {
    var submitted = 0
    var refused = 0
    var reads = 0
    var consumed = 0
    var pastQuestions = 0
    var erased = 0
    var signed = 0
    var opened = 0
    var backups = 0
    var rotated = 0
  }

  private struct State {
    var counts = Counts()
    var problems: [String] = []
    var kept: [[UInt8]] = []
  }

  private let state = Guarded(State())

  var counts: Counts { state.withLock { $0.counts } }
  var problems: [String] { state.withLock { $0.problems } }

  func count(_ body: @Sendable (inout Counts) -> Void) {
    state.withLock { body(&$0.counts) }
  }

  /// Takes note of something that must not be.
  func add(_ problem: String) {
    state.withLock { state in
      if state.problems.count < 20 { state.problems.append(problem) }
    }
  }

  /// Keeps memory, as a defect does.
  func keep(bytes count: Int) {
    state.withLock { $0.kept.append([UInt8](repeating: 1, count: count)) }
  }
}
