extension ServiceLevels {
  /// Ticket by ticket in the order of their numbers, so that the order of events of different tickets
  /// leaves no trace.
  ///
  /// ```
  /// u32 tickets, each: i64 lastAt, u16 running, u16 cut short, 9 clocks, u32 waits, u32 outcomes, u32 early breaches, each list in order of time
  /// u32 alarms, each: u32 ticket, u8 clock, u32 cycle, u16 threshold, u64 policy
  /// ```
  public func encode(into writer: inout ByteWriter) {
    writer.write(UInt32(rows.count))
    for row in rows.indices { encode(row, into: &writer) }
    writer.write(UInt32(raised.count))
    for alarm in raised.sorted() {
      writer.write(alarm.ticket)
      writer.write(alarm.clock)
      writer.write(alarm.cycle)
      writer.write(alarm.threshold)
      writer.write(alarm.policy)
    }
  }

  private func encode(_ row: Int, into writer: inout ByteWriter) {
    let ticket = rows[row]
    writer.write(ticket.lastAt)
    writer.write(ticket.running)
    writer.write(ticket.cutShort)
    for clock in ServiceClock.allCases {
      let slot = ticket[clock]
      writer.write(slot.cycle)
      guard slot.cycle > 0 else { continue }
      writer.write(slot.breached)
      writer.write(slot.rule)
      writer.write(slot.start)
      writer.write(slot.boundAt)
    }
    let waits = chain(from: ticket.lastWait, in: waits) { $0.previous }
    writer.write(UInt32(waits.count))
    for wait in waits {
      writer.write(wait.from)
      writer.write(wait.code)
    }
    let outcomes = chain(from: ticket.lastOutcome, in: outcomes) { $0.previous }
    writer.write(UInt32(outcomes.count))
    for outcome in outcomes { outcome.encode(breaches: breaches, into: &writer) }
    let early = chain(from: ticket.lastEarlyBreach, in: earlyBreaches) { $0.previous }
    writer.write(UInt32(early.count))
    for breach in early { breach.encode(into: &writer) }
  }

  /// The entries of a ticket, from the first.
  func chain<Entry>(
    from last: UInt32,
    in table: ContiguousArray<Entry>,
    previous: (Entry) -> UInt32
  ) -> [Entry] {
    var entries: [Entry] = []
    var place = last
    while place != ClockWait.none {
      entries.append(table[Int(place)])
      place = previous(table[Int(place)])
    }
    entries.reverse()
    return entries
  }

  public init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    let count = try reader.readCount(ofEntriesTaking: 8 + 4 + 9 * 2 + 12)
    rows.reserveCapacity(count)
    for _ in 0..<count { try decodeRow(from: &reader) }
    for _ in 0..<(try reader.readCount(ofEntriesTaking: 19)) {
      raised.insert(try AlarmKey(decoding: &reader))
    }
  }

  private mutating func decodeRow(from reader: inout ByteReader) throws(DecodingFailure) {
    var row = ClockRow()
    row.lastAt = try reader.readInstant()
    row.running = try reader.read()
    row.cutShort = try reader.read()
    let all = ServiceClock.allCases.reduce(0) { $0 | $1.bit }
    guard (row.running | row.cutShort) & ~all == 0, row.running & row.cutShort == 0 else {
      throw .invalidValue(offset: reader.offset)
    }
    for clock in ServiceClock.allCases { row[clock] = try ClockSlot(decoding: &reader) }
    for _ in 0..<(try reader.readCount(ofEntriesTaking: 9)) {
      let from = try reader.readInstant()
      let code: UInt8 = try reader.read()
      guard code <= ClockWait.over else { throw .invalidValue(offset: reader.offset) }
      waits.append(ClockWait(from: from, previous: row.lastWait, code: code))
      row.lastWait = UInt32(waits.count - 1)
    }
    for _ in 0..<(try reader.readCount(ofEntriesTaking: ClockOutcome.encodedSize)) {
      outcomes.append(
        try ClockOutcome(after: row.lastOutcome, breaches: &breaches, decoding: &reader)
      )
      row.lastOutcome = UInt32(outcomes.count - 1)
    }
    for _ in 0..<(try reader.readCount(ofEntriesTaking: EarlyBreach.encodedSize)) {
      earlyBreaches.append(try EarlyBreach(after: row.lastEarlyBreach, decoding: &reader))
      row.lastEarlyBreach = UInt32(earlyBreaches.count - 1)
    }
    rows.append(row)
  }
}

extension ClockSlot {
  init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    cycle = try reader.read()
    guard cycle > 0 else { return }
    breached = try reader.read()
    rule = try reader.read()
    start = try reader.readInstant()
    boundAt = try reader.readInstant()
  }
}

extension ClockOutcome {
  static let encodedSize = 4 + 4 + 2 * 8 + 2 + 4

  func encode(breaches: ContiguousArray<Breach>, into writer: inout ByteWriter) {
    writer.write(rule)
    writer.write(team)
    writer.write(startedAt)
    writer.write(stoppedAt)
    writer.write(cycle)
    writer.write(level)
    writer.write(clock.rawValue)
    writer.write(ordinal)
    writer.write(verdict.rawValue)
    writer.write(breach != ClockWait.none)
    guard breach != ClockWait.none else { return }
    writer.write(breaches[Int(breach)].dueAt)
    writer.write(breaches[Int(breach)].breachedAt)
  }

  init(
    after previous: UInt32,
    breaches: inout ContiguousArray<Breach>,
    decoding reader: inout ByteReader
  ) throws(DecodingFailure) {
    self.previous = previous
    rule = try reader.read()
    team = try reader.read()
    startedAt = try reader.readInstant()
    stoppedAt = try reader.readInstant()
    cycle = try reader.read()
    level = try reader.read()
    guard let clock = ServiceClock(rawValue: try reader.read()) else {
      throw .invalidValue(offset: reader.offset)
    }
    self.clock = clock
    ordinal = try reader.read()
    guard let verdict = Verdict(rawValue: try reader.read()) else {
      throw .invalidValue(offset: reader.offset)
    }
    self.verdict = verdict
    let isBreached = try reader.readBool()
    guard verdict != .met || !isBreached else { throw .invalidValue(offset: reader.offset) }
    breach = isBreached ? UInt32(breaches.count) : ClockWait.none
    guard isBreached else { return }
    let dueAt = try reader.readInstant()
    breaches.append(Breach(dueAt: dueAt, breachedAt: try reader.readInstant()))
  }
}

extension EarlyBreach {
  static let encodedSize = 8 + 8 + 4 + 2 + 1 + 1

  func encode(into writer: inout ByteWriter) {
    writer.write(dueAt)
    writer.write(breachedAt)
    writer.write(rule)
    writer.write(cycle)
    writer.write(clock.rawValue)
    writer.write(ordinal)
  }

  init(after previous: UInt32, decoding reader: inout ByteReader) throws(DecodingFailure) {
    self.previous = previous
    dueAt = try reader.readInstant()
    breachedAt = try reader.readInstant()
    rule = try reader.read()
    cycle = try reader.read()
    guard let clock = ServiceClock(rawValue: try reader.read()) else {
      throw .invalidValue(offset: reader.offset)
    }
    self.clock = clock
    ordinal = try reader.read()
  }
}

extension AlarmKey {
  init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    ticket = try reader.read()
    clock = try reader.read()
    cycle = try reader.read()
    threshold = try reader.read()
    policy = try reader.read()
  }
}
