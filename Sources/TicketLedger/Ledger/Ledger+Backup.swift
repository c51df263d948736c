import Foundation
import LedgerStore

extension Ledger {
  /// Copies the ledger into a new folder while it is being used, as of one instant.
  ///
  /// Without its keys, unless they are asked for: a copy that lacks them shows all but words, and cannot
  /// bring back the words of those who are erased after it. One that has them can, until the
  /// key-encryption key is rotated and the former one destroyed.
  ///
  /// - Parameters:
  ///   - path: The folder of the copy: a new or an empty one.
  ///   - withKeys: Whether to copy the file of keys too; for that the ledger has to be open for writing.
  ///     Where somebody is erased meanwhile the copy is made again, twice at most. A third time the keys
  ///     are those of a moment later than the log, as ``Ledger/verify(at:options:progress:)`` tells of the
  ///     copy; opened for writing it records the erasure.
  /// - Throws: ``LedgerError/storage(_:)``, or ``LedgerError/keys(_:)`` where keys are asked for and
  ///   there are none; what was made at the destination is removed.
  public func backUp(to path: String, withKeys: Bool = false) async throws(LedgerError) {
    if let failure = engine.forkFailure { throw failure }
    if withKeys {
      guard let seal else { throw .keys(.plainLedger) }
      guard seal.keys != nil else { throw .keys(.noKeyFile(in: self.path)) }
    }
    let store = store
    for triesLeft in [2, 1, 0] {
      let known = read { $0.eventCount }
      let copy = try await Ledger.detached { () throws(LedgerError) in
        try LedgerError.wrapping { try store.copy(to: path) }
      }
      guard withKeys else { return }
      do throws(LedgerError) {
        // After the log, so that every person of the copy has a key.
        let isDone = try await onEngine { engine in
          try engine.copyKeys(to: path, unlessErasedFrom: triesLeft > 0 ? known : nil)
        }
        if isDone { return }
      } catch {
        copy.remove(with: LedgerKeyStorage.namesInUse)
        throw error
      }
      copy.remove()
    }
  }
}

extension Engine {
  /// Copies the file of keys, with the write lock held: nobody changes it meanwhile.
  ///
  /// - Returns: Whether it did; not where an event from a position on erased somebody.
  fileprivate func copyKeys(to path: String, unlessErasedFrom known: UInt64?) throws -> Bool {
    guard let keys = seal?.keys else { return true }
    try requireWritable()
    let writer = try store.beginAppend()
    // Other processes may have registered persons whom the copy of the log has already.
    try catchUp(with: writer)
    let lastErasure = live.readOnEngineThread { view in
      view.catalogue.erasedPersons.last.flatMap { view.catalogue.erasure(of: $0)?.rawValue }
    }
    if let known, let lastErasure, lastErasure >= known { return false }
    // As much as the log's persons need: what lies beyond is nobody's, however long the file is.
    let persons = live.readOnEngineThread { UInt32($0.catalogue.personCount) }
    let size = min(try keys.storage.sizeInBytes(), KeyFileLayout.sizeInBytes(persons: persons))
    let bytes = try keys.storage.read(at: 0, count: Int(size))
    _ = consume writer
    try LedgerKeyStorage.create(in: path, bytes: bytes, isCopy: true)
    return true
  }
}
