import Dispatch
import LedgerStore
import Synchronization

/// Makes a view of what a checkpoint holds, on all cores: each takes a state, or some pages of tickets,
/// checks that they are as they were written, and only then decodes them.
final class CheckpointRestoration: Sendable {
  /// What one core does at a time.
  private enum Work: Sendable {
    case shared
    case projection(Int)
    /// Pages of tickets, from 0.
    case tickets(Range<Int>)
  }

  /// Enough to make the way there worth while, few enough to share among cores.
  private static let pagesAtATime = 16

  private let projections: [any Projection.Type]
  private let heads: ProjectionCheckpoint.Heads
  private let store: LogStore
  /// What projections share, without the tickets.
  private let shared = Locked<LedgerView?>(nil)
  private let cells: Locked<[ProjectionCell?]>
  private let pages: Locked<[Int: TicketTable.Page]>

  /// - Parameters:
  ///   - projections: The projections of the view.
  ///   - heads: Theirs and those of what they share.
  ///   - store: Where the chunks are.
  init(
    _ projections: [any Projection.Type],
    _ heads: ProjectionCheckpoint.Heads,
    from store: LogStore
  ) {
    self.projections = projections
    self.heads = heads
    self.store = store
    cells = Locked(Array(repeating: nil, count: projections.count))
    pages = Locked([:])
  }

  /// The view; nil where something is damaged, not of this version, or was written anew meanwhile.
  ///
  /// - Throws: What the store throws.
  func view() throws(LedgerError) -> LedgerView? {
    // Each ticket has an event of its own: more pages than that are a damaged head's.
    guard let head = heads[.tickets],
      head.chunks.count <= head.eventCount / UInt64(TicketTable.pageSize) + 2
    else { return nil }
    let work = work
    let isSound = Atomic(true)
    let failure = Locked<LedgerError?>(nil)
    DispatchQueue.concurrentPerform(iterations: work.count) { place in
      if !isSound.load(ordering: .relaxed) { return }
      do {
        if try perform(work[place]) { return }
      } catch let error as LedgerError {
        failure.withLock { $0 = error }
      } catch let error as StoreError {
        failure.withLock { $0 = LedgerError(error) }
      } catch {}
      isSound.store(false, ordering: .relaxed)
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
    guard isSound.load(ordering: .relaxed), let tickets = try tickets() else { return nil }
    let restored = cells.withLock { $0.compactMap(\.self) }
    guard restored.count == projections.count else { return nil }
    return shared.withLock { view in
      var view = view.take()
      guard let count = view?.ticketCount, count == tickets.count else { return nil }
      view?.restore(restored, of: projections, tickets)
      return view
    }
  }

  /// What has most chunks first, so that no core is left with it at the end.
  private var work: [Work] {
    let order = projections.indices.sorted { size(of: name(of: $0)) > size(of: name(of: $1)) }
    let pageCount = max(0, size(of: .tickets) - 1)
    let pages = stride(from: 0, to: pageCount, by: Self.pagesAtATime).map {
      Work.tickets($0..<min($0 + Self.pagesAtATime, pageCount))
    }
    return [.shared] + order.map { .projection($0) } + pages
  }

  private func size(of name: CheckpointPart.Name) -> Int { heads[name]?.chunks.count ?? 0 }

  private func name(of projection: Int) -> CheckpointPart.Name {
    CheckpointPart.Name(
      name: projections[projection].name,
      version: projections[projection].version
    )
  }

  /// Restores something; false where it is damaged.
  private func perform(_ work: Work) throws -> Bool {
    // A snapshot for each core, as only one thread may use one. They may be of different states of the
    // log: what does not belong to the heads has another checksum.
    let snapshot = try store.beginRead()
    switch work {
    case .shared:
      guard let head = heads[.ledger], let bytes = try snapshot.state(of: .ledger, head) else {
        return false
      }
      return try shared.withLock { view in
        var reader = ByteReader(bytes)
        view = try LedgerView(decoding: &reader)
        try reader.finish()
        return view?.eventCount == head.eventCount
      }
    case .projection(let place):
      guard let head = heads[name(of: place)],
        let bytes = try snapshot.state(of: name(of: place), head)
      else { return false }
      let cell = try projections[place].makeCell(decoding: bytes)
      cells.withLock { $0[place] = cell }
    case .tickets(let range):
      guard let head = heads[.tickets] else { return false }
      for number in range {
        // The first chunk is the number of tickets.
        guard let bytes = try snapshot.chunk(head.chunks[number + 1], of: .tickets) else {
          return false
        }
        let page = try TicketTable.decode(page: number, of: bytes)
        guard page.count == TicketTable.pageSize || number + 2 == head.chunks.count else {
          return false
        }
        pages.withLock { $0[number] = page }
      }
    }
    return true
  }

  /// The tickets of the pages that were read; nil where they are not all.
  private func tickets() throws(LedgerError) -> TicketTable? {
    let snapshot = try LedgerError.wrapping { try store.beginRead() }
    guard let first = heads[.tickets]?.chunks.first,
      let bytes = try snapshot.chunk(first, of: .tickets)
    else { return nil }
    var reader = ByteReader(bytes)
    guard let count: UInt64 = try? reader.read(), reader.remaining == 0 else { return nil }
    let pages = pages.withLock { pages in
      ContiguousArray((0..<(size(of: .tickets) - 1)).compactMap { pages[$0] })
    }
    return TicketTable(count: count, pages: pages)
  }
}
