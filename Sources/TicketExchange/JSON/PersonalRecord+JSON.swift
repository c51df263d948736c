public import TicketLedger

extension PersonalRecord {
  /// The record as `export person` answers it.
  ///
  /// ```
  /// {"person":4,"identity":"r-17","registeredAt":T,"erased":false,"erasure":null,
  ///  "tickets":[{"ticket":"T-1","number":1,"state":"resolved","openedAt":T,"events":[…]}],
  ///  "mentions":[{"ticket":"T-2",…}]}
  /// ```
  /// `identity` is null where it was erased or cannot be read. `erasure` says where, when and on what
  /// basis they were erased: `{"position":n,"at":T,"basis":"…"}`. `tickets` are those that the person
  /// asked for, in the order of their openings, with their events as `ticket` answers them
  /// (`EventJSON`); `mentions` are the other events that name the person, without the words, which
  /// concern others.
  ///
  /// - Parameters:
  ///   - ledger: The ledger that it was gathered from.
  ///   - names: The names of the numbers in it.
  /// - Returns: The object, keys in the order above.
  /// - Throws: What the log has wrong with it.
  public func json(
    in ledger: Ledger,
    names: some EventNames
  ) throws(LedgerError) -> JSONObject {
    var object = JSONObject()
    object["person"] = .whole(person.rawValue)
    object["identity"] = .text(identity.known?[.identity])
    object["registeredAt"] = .string(registration.occurredAt.description)
    object["erased"] = .bool(erasedAt != nil || identity == .erased)
    object["erasure"] = .null
    if let erasedAt, let erasure = try ledger.event(at: erasedAt) {
      object["erasure"] = [
        "position": .whole(erasedAt.rawValue),
        "at": .string(erasure.recordedAt.description),
        "basis": .text(try ledger.label(at: erasedAt)),
      ]
    }
    var tickets: [JSONValue] = []
    var order: [TicketID] = []
    var events: [TicketID: [Entry]] = [:]
    for entry in requested {
      guard let ticket = entry.event.ticket else { continue }
      if events[ticket] == nil { order.append(ticket) }
      events[ticket, default: []].append(entry)
    }
    for id in order {
      var ticket = Ticket(id: id)
      var list: [JSONValue] = []
      for entry in events[id] ?? [] {
        if case .ticket(let event) = entry.event.event {
          ticket.evolve(with: event, of: entry.event)
        }
        list.append(.object(try self.object(of: entry, in: ledger, names: names)))
      }
      tickets.append([
        "ticket": .string(names.reference(of: id) ?? "\(id)"),
        "number": .whole(id.rawValue),
        "state": .string(ticket.state.name),
        "openedAt": .string(ticket.openedAt.description),
        "events": .array(list),
      ])
    }
    object["tickets"] = .array(tickets)
    var mentions: [JSONValue] = []
    for entry in others {
      var mention = try self.object(of: entry, in: ledger, names: names)
      if let id = entry.event.ticket {
        mention["ticket"] = .string(names.reference(of: id) ?? "\(id)")
      }
      mentions.append(.object(mention))
    }
    object["mentions"] = .array(mentions)
    return object
  }

  private func object(
    of entry: Entry,
    in ledger: Ledger,
    names: some EventNames
  ) throws(LedgerError) -> JSONObject {
    EventJSON.object(
      of: entry.event,
      label: try ledger.label(at: entry.event.position),
      words: entry.words,
      names: names
    )
  }
}
