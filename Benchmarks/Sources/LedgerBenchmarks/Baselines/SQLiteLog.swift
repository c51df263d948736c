import Foundation
import GRDB

/// The baseline that most would begin with: a table of events in SQLite, through GRDB.
///
/// Written at its best: a write-ahead log synced at every commit, one transaction a batch, cached
/// statements, 64 MiB of page cache. As in the ledger, a command is decided by its ticket's head, which
/// is read once and written once a transaction; a unique index guards the revisions.
final class SQLiteLog {
  /// How an event is kept.
  enum Payload {
    /// As JSON, by `Codable`.
    case json
    /// As a ``CompactEvent``.
    case blob
  }

  /// Which way the table is laid.
  enum Layout: String {
    /// In the order of the log, with an index over ticket and revision.
    case indexed
    /// In the order of tickets and revisions, without row IDs.
    case clustered
  }

  /// An event that a rule refuses, which a measured history does not have.
  struct Refusal: Error {
    let ticket: Int64
  }

  private let database: DatabaseQueue
  private let payload: Payload
  private let encoder = JSONEncoder()
  private var names = NameTable()
  private var count: Int64 = 0

  /// Makes an empty log in a folder.
  init(in folder: String, _ payload: Payload, _ layout: Layout = .indexed) throws {
    var configuration = Configuration()
    configuration.journalMode = .wal
    configuration.prepareDatabase { db in
      try db.execute(
        sql: """
          PRAGMA synchronous = FULL;
          PRAGMA cache_size = -65536;
          PRAGMA wal_autocheckpoint = 10000;
          PRAGMA mmap_size = 17179869184;
          """
      )
    }
    self.payload = payload
    let path = "\(folder)/\(layout.rawValue).sqlite"
    database = try DatabaseQueue(path: path, configuration: configuration)
    try database.write { db in
      try db.execute(
        sql: """
          CREATE TABLE names (number INTEGER PRIMARY KEY, name TEXT NOT NULL);
          CREATE TABLE heads (
            ticket INTEGER PRIMARY KEY, revision INTEGER NOT NULL, state INTEGER NOT NULL);
          """
      )
      try db.execute(sql: SQLiteLog.schema(of: layout))
    }
  }

  private static func schema(of layout: Layout) -> String {
    switch layout {
    case .indexed:
      """
      CREATE TABLE events (
        position INTEGER PRIMARY KEY, ticket INTEGER NOT NULL, revision INTEGER NOT NULL,
        data BLOB NOT NULL);
      CREATE UNIQUE INDEX streams ON events (ticket, revision);
      """
    case .clustered:
      """
      CREATE TABLE events (
        position INTEGER NOT NULL, ticket INTEGER NOT NULL, revision INTEGER NOT NULL,
        data BLOB NOT NULL, PRIMARY KEY (ticket, revision)) WITHOUT ROWID;
      """
    }
  }

  /// Decides and appends events in one transaction.
  ///
  /// - Throws: ``Refusal``, or what GRDB throws; nothing is appended then.
  func append(_ events: ArraySlice<DeskEvent>) throws {
    try database.write { db in
      let insert = try db.cachedStatement(sql: "INSERT INTO events VALUES (?, ?, ?, ?)")
      var heads: [Int64: DeskHead] = [:]
      for event in events {
        var head = try heads[event.ticket] ?? self.head(of: event.ticket, in: db)
        guard head.accepts(event.kind) else { throw Refusal(ticket: event.ticket) }
        heads[event.ticket] = head
        var event = event
        event.revision = head.revision
        insert.setUncheckedArguments([count, event.ticket, event.revision, try encoded(event)])
        try insert.execute()
        count += 1
      }
      try write(heads, in: db)
      try writeNames(in: db)
    }
  }

  private func head(of ticket: Int64, in db: Database) throws -> DeskHead {
    let select = try db.cachedStatement(sql: "SELECT revision, state FROM heads WHERE ticket = ?")
    let row = try Row.fetchOne(select, arguments: [ticket])
    return row.map { DeskHead(revision: $0[0], state: $0[1]) } ?? DeskHead()
  }

  private func write(_ heads: [Int64: DeskHead], in db: Database) throws {
    let replace = try db.cachedStatement(sql: "INSERT OR REPLACE INTO heads VALUES (?, ?, ?)")
    for (ticket, head) in heads.sorted(by: { $0.key < $1.key }) {
      replace.setUncheckedArguments([ticket, head.revision, head.state.rawValue])
      try replace.execute()
    }
  }

  private func writeNames(in db: Database) throws {
    let insert = try db.cachedStatement(sql: "INSERT INTO names VALUES (?, ?)")
    for added in names.takeAdded() {
      insert.setUncheckedArguments([added.number, added.name])
      try insert.execute()
    }
  }

  /// Appends a whole history, a transaction a batch.
  func appendAll(_ events: [DeskEvent]) throws {
    for start in stride(from: 0, to: events.count, by: PlainHistory.batchSize) {
      try append(events[start..<min(start + PlainHistory.batchSize, events.count)])
    }
  }

  private func encoded(_ event: DeskEvent) throws -> Data {
    switch payload {
    case .json: try encoder.encode(event)
    case .blob: CompactEvent(event, naming: &names).data
    }
  }

  /// Folds all events, kept as JSON, into the four views, with one cursor.
  func replay() throws -> DeskViews {
    try database.read { db in
      let decoder = JSONDecoder()
      var views = DeskViews()
      let rows = try Row.fetchCursor(db, sql: "SELECT data FROM events ORDER BY position")
      while let row = try rows.next() {
        try row.withUnsafeData(atIndex: 0) { data in
          guard let data else { return }
          views.apply(try decoder.decode(DeskEvent.self, from: data))
        }
      }
      return views
    }
  }

  /// Reads the histories of some tickets, kept as blobs; each is a question of its own.
  ///
  /// - Returns: How many events there were.
  func readHistories(of tickets: [Int64]) throws -> Int {
    try database.unsafeRead { db in
      let statement = try db.cachedStatement(
        sql: "SELECT data FROM events WHERE ticket = ? ORDER BY revision"
      )
      var count = 0
      for ticket in tickets {
        var history: [CompactEvent] = []
        let rows = try Row.fetchCursor(statement, arguments: [ticket])
        while let row = try rows.next() {
          try row.withUnsafeData(atIndex: 0) { data in
            if let event = data.flatMap(CompactEvent.init) { history.append(event) }
          }
        }
        count += history.count
      }
      return count
    }
  }
}
