import Foundation
import Synchronization

/// A line on standard error that tells how far a long work has come; shown after its first second.
///
/// On a terminal it is drawn over again and again; elsewhere it is written every ten seconds.
final class ProgressLine: Sendable {
  private struct State {
    var phase = ""
    var phaseStart = ContinuousClock.now
    /// What was done when the phase was first told of: how long that took is not known.
    var firstDone: UInt64 = 0
    var lastShown: ContinuousClock.Instant?
    var isDrawn = false
  }

  private let start = ContinuousClock.now
  private let state = Mutex(State())

  /// Tells how many of how many units of a phase are done.
  func show(_ phase: String, _ done: UInt64, of total: UInt64, unit: String) {
    let now = ContinuousClock.now
    state.withLock { state in
      if state.phase != phase {
        state.phase = phase
        state.phaseStart = now
        state.firstDone = done
      }
      let patience: Duration = Terminal.showsProgress ? .seconds(1) : .seconds(10)
      guard now - start > patience, done < total else { return }
      let pause: Duration = Terminal.showsProgress ? .milliseconds(100) : .seconds(10)
      if let last = state.lastShown, now - last < pause { return }
      state.lastShown = now
      state.isDrawn = true
      let line = bar(phase, done, of: total) + pace(done, of: total, unit: unit, state, at: now)
      Terminal.writeError(Terminal.showsProgress ? "\r\u{1B}[K\(line)" : line + "\n")
    }
  }

  /// Takes the line away.
  func finish() {
    state.withLock { state in
      if state.isDrawn, Terminal.showsProgress { Terminal.writeError("\r\u{1B}[K") }
      state.isDrawn = false
    }
  }

  private func bar(_ phase: String, _ done: UInt64, of total: UInt64) -> String {
    let share = total == 0 ? 1 : min(Double(done) / Double(total), 1)
    let width = 24
    let filled = Int(share * Double(width))
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
    return "\(phase) [\(bar)] \(Int(share * 100)) %"
  }

  /// How fast it goes, and how long that will take; nothing before there is a pace.
  private func pace(
    _ done: UInt64,
    of total: UInt64,
    unit: String,
    _ state: State,
    at now: ContinuousClock.Instant
  ) -> String {
    let seconds = (now - state.phaseStart) / .seconds(1)
    guard seconds > 0, done > state.firstDone else { return "" }
    let rate = Double(done - state.firstDone) / seconds
    let left = Double(total - min(done, total)) / rate
    let speed = rate < 1 ? "" : "  \(Int(rate)) \(unit)/s"
    return "\(speed)  \(Int(left.rounded(.up))) s left"
  }
}
