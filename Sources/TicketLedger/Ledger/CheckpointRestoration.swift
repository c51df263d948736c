import Dispatch
import Synchronization

/// Makes a view of the states that a checkpoint holds, on all cores: first their digests are checked,
/// then they are decoded.
final class CheckpointRestoration: Sendable {
  private let projections: [any Projection.Type]
  /// What all projections share, then the projections.
  private let states: [ProjectionCheckpoint.State]
  private let shared = Mutex<LedgerView?>(nil)
  private let cells: Mutex<[ProjectionCell?]>

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
    // Nothing is decoded that is not as it was written.
    guard onAllCores({ states[$0].isSound }), onAllCores({ decode($0) }) else { return nil }
    let restored = cells.withLock { $0.compactMap(\.self) }
    guard restored.count == projections.count else { return nil }
    return shared.withLock { view in
      var view = view.take()
      view?.restore(restored, of: projections)
      return view
    }
  }

  /// Whether something can be done with each state.
  private func onAllCores(_ body: @Sendable (Int) -> Bool) -> Bool {
    let isDone = Atomic(true)
    // The largest first, so that no core is left with one at the end.
    let order = states.indices.sorted { states[$0].bytes.count > states[$1].bytes.count }
    DispatchQueue.concurrentPerform(iterations: order.count) { index in
      if !body(order[index]) { isDone.store(false, ordering: .relaxed) }
    }
    return isDone.load(ordering: .relaxed)
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
