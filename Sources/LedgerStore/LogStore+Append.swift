internal import CLMDB

extension LogStore {
  /// Runs `body` in a write transaction and commits it, growing the map as needed.
  ///
  /// When the map is full the transaction is aborted, the map doubled, which waits for the live
  /// snapshots of this process, and `body` runs **again** from the start: what it does outside
  /// the writer must be repeatable. It must not begin or wait for another transaction.
  ///
  /// Throws whatever `body` throws, after aborting, or a `StoreError`: those of `beginAppend`, of
  /// `LogWriter.commit`, and `mapFull` when the map has reached its greatest size. A failure of
  /// the writer counts even when `body` has caught it.
  ///
  /// - Complexity: O(pages changed), and the disk's time to sync.
  package func append<Result>(_ body: (inout LogWriter) throws -> Result) throws -> Result {
    while true {
      switch try attempt(body) {
      case .done(let result): return result
      case .full(let size): try environment.growMap(from: size)
      }
    }
  }

  private func attempt<Result>(
    _ body: (inout LogWriter) throws -> Result
  ) throws -> Attempt<Result> {
    var writer = try LogWriter(environment)
    let size = writer.mapSizeInBytes
    let result: Result
    do {
      result = try body(&writer)
    } catch {
      if writer.failure?.reason == .mapFull { return .full(size) }
      throw error
    }
    do throws(StoreError) {
      try writer.commit()
    } catch {
      if error.reason == .mapFull { return .full(size) }
      throw error
    }
    return .done(result)
  }
}

private enum Attempt<Result> {
  case done(Result)
  /// The map, of so many bytes, had no room.
  case full(Int)
}
