import TicketLedger

extension Part {
  private static let opened = FigureKind("memory.perOpenTicket", in: "bytes", target: .atMost(384))
  private static let closed = FigureKind(
    "memory.perClosedTicket",
    in: "bytes",
    target: .atMost(192)
  )

  /// What the core projections and the table of tickets hold of each ticket: how much the heap of a
  /// process grows that replays a ledger in which all tickets are open, and all are closed.
  static let memory = Part(figures: [opened, closed]) { bench in
    let tickets = max(bench.events / 5, 1_000)
    var figures: [Figure] = []
    for kind in [opened, closed] where bench.wants(kind) {
      Progress.note("\(kind.name), \(tickets) tickets")
      let bytes = try await bench.withFolder { folder in
        let path = folder + "/bench.ledger"
        try await makeLedger(at: path, tickets: tickets, areClosed: kind.name == closed.name)
        let answer = try ReplayProbe.run(onLedgerAt: path, threads: 1)
        return Double(answer.heapGrowthInBytes) / Double(answer.tickets)
      }
      let note = "growth of the heap of a process that replays a ledger of \(tickets) such tickets"
      figures.append(Figure(kind, ours: [bytes], note: note))
    }
    return figures
  }

  /// Makes a ledger of tickets that are all in one state, under the policy to begin with.
  private static func makeLedger(at path: String, tickets: Int, areClosed: Bool) async throws {
    let options = Ledger.Options(durability: .none, checkpointInterval: .max)
    let ledger = try await Ledger.open(at: path, options: options)
    try await SimulatedLedger.adoptPolicy(in: ledger)
    let batch = 2_000
    for start in stride(from: 0, to: tickets, by: batch) {
      let submissions = (start..<min(start + batch, tickets)).flatMap { number in
        life(of: number + 1, isClosed: areClosed)
      }
      for result in try await ledger.submit(contentsOf: submissions) { _ = try result.get() }
    }
    await ledger.close()
  }

  private static func life(of number: Int, isClosed: Bool) -> [Submission] {
    let ticket = TicketReference.number(TicketID(UInt64(number)))
    var commands: [Command] = [
      .open(
        nil,
        requester: .identity("requester-\(number / 9)"),
        about: ["service": .name("service \(number % 20)"), "category": .name("c\(number % 90)")],
        priority: UInt8(number % 4 + 1)
      ),
      .route(ticket, to: .name("team \(number % 40)"), level: UInt8(number % 3 + 1)),
      .start(ticket),
    ]
    if isClosed { commands += [.resolve(ticket, causeClass: .usageError), .close(ticket)] }
    return commands.map { Submission($0, by: .person(.identity("agent-\(number % 100)"))) }
  }
}
