import CLMDB
import Foundation
import LedgerStore
import Testing

@testable import TicketLedger

/// What a program does with a ledger that a later version has written to.
@Suite("What is newer than this version")
struct NewerFormatTests {
  /// A small ledger, and what a later version did to it.
  private func ledger(
    opened: Bool = true,
    _ change: (inout LogWriter) throws -> Void
  ) async throws -> LedgerCopy {
    let copy = try LedgerCopy(name: "newer")
    let ledger = try await open(copy)
    try await ledger.submit(.open("T-1", requester: "r-1", summary: "no tunnel"), by: "a-1")
    try await ledger.submit(.note("T-1", "a note"), by: "a-1")
    await ledger.close()
    let store = try LogStore.open(at: copy.path, options: .init(durability: .none))
    defer { store.close() }
    try store.append(change)
    return copy
  }

  private func open(
    _ copy: LedgerCopy,
    access: Ledger.Options.Access = .readWrite
  ) async throws -> Ledger {
    try await Ledger.open(at: copy.path, options: .init(access: access, durability: .none))
  }

  /// Appends an event whose bytes are those of another, changed.
  private func append(
    to writer: inout LogWriter,
    like position: UInt64,
    content: [UInt8]? = nil,
    _ change: (inout [UInt8]) -> Void
  ) throws {
    var tree = try EvidenceTree(of: writer)
    var bytes = try #require(try writer.value(in: .events, at: position)?.copied)
    change(&bytes)
    let place = try writer.append(bytes)
    if let content { try writer.put(content, in: .contents, at: place) }
    tree.append(bytes)
    try tree.writeEdge(into: &writer)
  }

  /// How opening fails, for reading and for writing, with nothing changed.
  private func refusals(of copy: LedgerCopy) async throws -> [LedgerError] {
    let before = try copy.data()
    var refusals: [LedgerError] = []
    for access in [Ledger.Options.Access.readOnly, .readWrite] {
      let error = await #expect(throws: LedgerError.self) {
        await (try open(copy, access: access)).close()
      }
      refusals.append(try #require(error))
    }
    #expect(try copy.data() == before)
    return refusals
  }

  @Test("as a format is refused by everything, with both numbers and the remedy")
  func format() async throws {
    let copy = try await ledger { _ in }
    try Raw.setFormat(2, of: copy.path)
    var errors = try await refusals(of: copy)
    errors.append(
      try #require(
        await #expect(throws: LedgerError.self) { _ = try await Ledger.verify(at: copy.path) }
      )
    )
    errors.append(
      try #require(
        await #expect(throws: LedgerError.self) { try await Ledger.compact(at: copy.path) }
      )
    )
    for error in errors {
      guard case .storage(let failure) = error, failure.reason == .newerFormat else {
        Issue.record("\(error)")
        continue
      }
      let said = failure.description
      #expect(said.contains("has format 2, and this program reads up to format 1"))
      #expect(said.contains("use a newer version of this program"))
    }
  }

  @Test("as a format is told from damage, whatever its tables are like")
  func formatWithOtherTables() async throws {
    let copy = try await ledger { _ in }
    try Raw.setFormat(2, of: copy.path)
    try unsafe Raw.change(copy.path) { transaction in
      var handle: MDB_dbi = 0
      unsafe mdb_dbi_open(transaction, "streams", 0, &handle)
      unsafe mdb_drop(transaction, handle, 1)
      let flags = UInt32(MDB_CREATE | MDB_DUPSORT)
      try #require(unsafe mdb_dbi_open(transaction, "streams", flags, &handle) == MDB_SUCCESS)
    }
    for error in try await refusals(of: copy) {
      guard case .storage(let failure) = error else {
        Issue.record("\(error)")
        continue
      }
      #expect(failure.reason == .newerFormat)
    }
  }

  @Test("and what is older than the first format is none")
  func formatZero() async throws {
    let copy = try await ledger { _ in }
    try Raw.setFormat(0, of: copy.path)
    for error in try await refusals(of: copy) {
      guard case .storage(let failure) = error else {
        Issue.record("\(error)")
        continue
      }
      #expect(failure.reason == .notALedger && failure.description.contains("format 0"))
    }
    let report = try await Ledger.verify(at: copy.path)
    #expect(report.problems.map(\.kind) == [.format])
  }

  @Test(
    "as an event is refused with its position, and verified all the same",
    arguments: [
      (61, 1, DecodingFailure.unknownKind(61)), (15, 1, .unknownKind(15)),
      (43, 2, .unknownLayout(kind: 43, layout: 2)), (5, 3, .unknownLayout(kind: 5, layout: 3)),
    ]
  )
  func event(kind: UInt8, layout: UInt8, failure: DecodingFailure) async throws {
    var place: UInt64 = 0
    let copy = try await ledger { writer in
      place = writer.end
      try append(to: &writer, like: writer.end - 1) { bytes in
        (bytes[0], bytes[2]) = (kind, layout)
      }
    }
    for error in try await refusals(of: copy) {
      #expect(error == .undecodable(Position(place), failure))
      #expect(error.description.contains("position \(place)"))
      #expect(error.description.contains("use a newer version"), "\(error)")
    }
    let report = try await Ledger.verify(at: copy.path)
    #expect(report.isSound && report.size == place + 1, "\(report.problems)")
    #expect(report.notes.contains { $0.contains("the first at position \(place), of kinds") })
  }

  @Test("as an event says which kinds are known")
  func knownKinds() {
    let said = DecodingFailure.unknownKind(96).description
    #expect(said.contains("event kind 96 is newer") && said.contains("kinds 1 to 14 and 32 to 60"))
  }

  @Test("as an event stops a program that has the ledger open from writing")
  func openMeanwhile() async throws {
    let copy = try await ledger { _ in }
    let ledger = try await open(copy)
    let end = ledger.read { $0.eventCount }
    try ledger.store.append { writer in
      try append(to: &writer, like: end - 1) { $0[0] = 61 }
    }
    await #expect(throws: LedgerError.undecodable(Position(end), .unknownKind(61))) {
      try await ledger.submit(.note("T-1", "on"), by: "a-1")
    }
    #expect(ledger.read { $0.eventCount } == end)
    #expect(try ledger.store.beginRead().end == end + 1)
    await ledger.close()
  }

  @Test("as an event is met also where stored projections stand behind it")
  func checkpointBehind() async throws {
    // The later version raised the version of what projections share, as the rule says.
    let copy = try await ledger { writer in
      let end = writer.end
      try append(to: &writer, like: end - 1) { $0[0] = 61 }
      let name = CheckpointPart.Name.ledger
      let head = try #require(try writer.value(in: .projections, for: name.key)?.copied)
      let later = CheckpointPart.Name(name: name.name, version: name.version + 1)
      try writer.put(head, in: .projections, for: later.key)
      _ = try writer.remove(in: .projections, for: name.key)
    }
    for error in try await refusals(of: copy) {
      guard case .undecodable(_, .unknownKind(61)) = error else {
        Issue.record("\(error)")
        continue
      }
    }
  }

  @Test("as the version of a projection is passed over: the log is folded")
  func projection() async throws {
    let copy = try await ledger { writer in
      let name = CheckpointPart.Name(name: Queues.name, version: Queues.version)
      let later = CheckpointPart.Name(name: Queues.name, version: 99)
      let head = try #require(try writer.value(in: .projections, for: name.key)?.copied)
      for chunk in try #require(CheckpointHead(head)).chunks {
        let bytes = try writer.value(in: .projections, for: name.key(ofChunk: chunk))?.copied
        try writer.put(try #require(bytes), in: .projections, for: later.key(ofChunk: chunk))
        _ = try writer.remove(in: .projections, for: name.key(ofChunk: chunk))
      }
      try writer.put(head, in: .projections, for: later.key)
      _ = try writer.remove(in: .projections, for: name.key)
    }
    let report = try await Ledger.verify(at: copy.path)
    #expect(report.isSound, "\(report.problems)")
    #expect(
      report.notes.contains { $0.contains("queues, version 99, is not one that this program") }
    )
    let ledger = try await open(copy)
    #expect(ledger.read { $0[Queues.self].openCount } == 1)
    await ledger.close()
  }

  @Test("as a table is passed over, and named by a verification")
  func table() async throws {
    let copy = try await ledger { _ in }
    try unsafe Raw.change(copy.path) { transaction in
      var handle: MDB_dbi = 0
      let flags = UInt32(MDB_CREATE)
      try #require(unsafe mdb_dbi_open(transaction, "attachments", flags, &handle) == MDB_SUCCESS)
    }
    let report = try await Ledger.verify(at: copy.path)
    #expect(report.isSound, "\(report.problems)")
    #expect(report.notes.contains { $0.contains("there is a table attachments") })
    let ledger = try await open(copy)
    try await ledger.submit(.note("T-1", "goes on"), by: "a-1")
    await ledger.close()
  }

  @Test("as the form of a content is told from damage")
  func contentForm() async throws {
    let copy = try await ledger { writer in
      try writer.put([4, 1, 2, 3], in: .contents, at: writer.end - 1)
    }
    let ledger = try await open(copy)
    let place = Position(ledger.read { $0.eventCount } - 1)
    let error = #expect(throws: LedgerError.undecodable(place, .unknownForm(4))) {
      _ = try ledger.words(at: place)
    }
    let said = error?.description ?? ""
    #expect(said.contains("forms 0 to 3") && said.contains("use a newer version"))
    await ledger.close()
  }

  @Test("as the layout of a policy is refused with its position, and verified all the same")
  func policyLayout() async throws {
    var place: UInt64 = 0
    let copy = try LedgerCopy(name: "newer")
    let ledger = try await open(copy)
    let target = ServiceTarget(.resolution, limit: .duration(milliseconds: 3_600_000))
    let policy = ServicePolicy(name: "gold", rules: [ServiceRule(name: "all", targets: [target])])
    let adopted = try await ledger.submit(.adopt(policy), by: "a-1").position.rawValue
    await ledger.close()
    let store = try LogStore.open(at: copy.path, options: .init(durability: .none))
    try store.append { writer in
      place = writer.end
      var content = try #require(try writer.value(in: .contents, at: adopted)?.copied)
      content[1] = 2
      try append(to: &writer, like: adopted, content: content) { bytes in
        bytes.replaceSubrange((bytes.count - 32)..., with: Content.digest(of: content))
      }
    }
    store.close()
    for error in try await refusals(of: copy) {
      let failure = DecodingFailure.unknownLayout(kind: EventKind.policyAdopted.rawValue, layout: 2)
      #expect(error == .undecodable(Position(place), failure))
    }
    let report = try await Ledger.verify(at: copy.path)
    #expect(report.isSound, "\(report.problems)")
    #expect(report.notes.contains { $0.contains("the first at position \(place), of kinds") })
  }
}

/// LMDB itself, for what no version of the library does.
private enum Raw {
  /// Says another format, as the page on the event format gives the bytes.
  static func setFormat(_ version: UInt8, of path: String) throws {
    try unsafe change(path) { transaction in
      var handle: MDB_dbi = 0
      try #require(unsafe mdb_dbi_open(transaction, "meta", 0, &handle) == MDB_SUCCESS)
      var key = Array("format".utf8)
      var value = Array("TicketLedger".utf8) + [version, 0, 0, 0]
      let code = unsafe key.withUnsafeMutableBytes { key in
        unsafe value.withUnsafeMutableBytes { value in
          var key = unsafe MDB_val(mv_size: key.count, mv_data: key.baseAddress)
          var value = unsafe MDB_val(mv_size: value.count, mv_data: value.baseAddress)
          return unsafe mdb_put(transaction, handle, &key, &value, 0)
        }
      }
      try #require(code == MDB_SUCCESS)
    }
  }

  static func change(_ path: String, _ body: (OpaquePointer?) throws -> Void) throws {
    var environment: OpaquePointer?
    unsafe mdb_env_create(&environment)
    defer { unsafe mdb_env_close(environment) }
    unsafe mdb_env_set_maxdbs(environment, 16)
    unsafe mdb_env_set_mapsize(environment, 1 << 30)
    try #require(unsafe mdb_env_open(environment, path, 0, 0o600) == MDB_SUCCESS)
    var transaction: OpaquePointer?
    try #require(unsafe mdb_txn_begin(environment, nil, 0, &transaction) == MDB_SUCCESS)
    try unsafe body(transaction)
    try #require(unsafe mdb_txn_commit(transaction) == MDB_SUCCESS)
  }
}
