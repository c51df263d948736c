import Dispatch
import Synchronization

/// Makes a view of the states that a checkpoint holds, on all cores: each state is decoded, and its
/// digest checked, as a job of its own.
final class CheckpointRestoration: Sendable {
  private let projections: [any Projection.Type]
  /// What all projections share, then the projections.
  private let states: [ProjectionCheckpoint.State]
  private let shared = Mutex<LedgerView?>(nil)
  private let cells: Mutex<[ProjectionCell?]>
  private let isSound = Atomic(true)

  /// - Parameters:
  ///   - projections: The projections of the view.
  ///   - states: The state of what projections share, then one for each projection.
  init(_ projections: [any Projection.Type], from states: [ProjectionCheckpoint.State]) {
    self.projections = projections
    self.states = states
    cells = Mutex(Array(repeating: nil, count: projections.count))
  }

  /// The view; nil where a state is damaged or not of this version.
  func view() -> LedgerView? {
    // The largest first, so that no core is left with one at the end.
    let jobs = states.indices.flatMap { [(state: $0, decodes: true), ($0, false)] }
      .sorted { states[$0.state].bytes.count > states[$1.state].bytes.count }
    DispatchQueue.concurrentPerform(iterations: jobs.count) { index in
      let (state, decodes) = jobs[index]
      let isDone = decodes ? decode(state) : states[state].isSound
      if !isDone { isSound.store(false, ordering: .relaxed) }
    }
    let restored = cells.withLock { $0.compactMap(\.self) }
    guard isSound.load(ordering: .relaxed), restored.count == projections.count else { return nil }
    return shared.withLock { view in
      var view = view.take()
      view?.restore(restored, of: projections)
      return view
    }
  }

  private func decode(_ index: Int) -> Bool {
    guard index > 0 else { return decodeShared() }
    let cell = try? projections[index - 1].makeCell(decoding: states[index].bytes)
    cells.withLock { $0[index - 1] = cell }
    return cell != nil
  }

  private func decodeShared() -> Bool {
    shared.withLock { view in
      var reader = ByteReader(states[0].bytes)
      view = try? LedgerView(decoding: &reader)
      return view?.eventCount == states[0].eventCount && (try? reader.finish()) != nil
    }
  }
}
