import Testing
import TicketExchange
import TicketLedger

@Suite("Commands by JSON")
struct JSONCommandTests {
  private static let noon = Instant(millisecondsSince1970: 1_457_092_800_000)

  private func submission(_ text: String) throws -> Submission {
    try SubmissionCoding.submission(from: try JSONValue(parsing: text))
  }

  static let ticketCommands: [(String, Command.Action)] = [
    (
      #""command":"classify","service":"VPN","site":null"#,
      .classify(["service": "VPN", "site": nil])
    ),
    (
      #""command":"classify","dimensions":{"subcategory":"x","symptom":null,"asset":"a"}"#,
      .classify(["subcategory": "x", "symptom": nil, "asset": "a"])
    ),
    (
      #""command":"prioritise","impact":1,"urgency":2,"priority":null"#,
      .prioritise(Prioritisation(impact: 1, urgency: 2))
    ),
    (
      #""command":"route","team":"Network","level":2,"reason":"skill""#,
      .route(team: "Network", level: 2, reason: .skill)
    ),
    (
      #""command":"route","team":null,"reason":"return""#,
      .route(team: nil, level: nil, reason: .return)
    ),
    (
      #""command":"escalate","to":"m-1","reason":"breached","text":"now""#,
      .escalate(to: "m-1", reason: .breached, text: "now")
    ),
    (#""command":"escalate""#, .escalate(to: nil, reason: .unknown, text: nil)),
    (#""command":"assign","agent":"a-3""#, .assign(agent: "a-3")),
    (#""command":"assign","agent":{"number":7}"#, .assign(agent: .number(PersonID(7)))),
    (#""command":"assign","agent":null"#, .assign(agent: nil)),
    (#""command":"start""#, .start),
    (
      #""command":"pause","reason":"vendor","until":"2016-03-04T13:00:00+01:00""#,
      .pause(.vendor, until: noon)
    ),
    (#""command":"pause","reason":"requester""#, .pause(.requester, until: nil)),
    (#""command":"resume""#, .resume),
    (
      #""command":"reply","purpose":"ask","channel":"mail","text":"which?""#,
      .reply(.ask, channel: .mail, text: "which?")
    ),
    (#""command":"reply""#, .reply(.inform, channel: nil, text: nil)),
    (
      #""command":"recordRequesterReply","channel":"walkIn","text":"that""#,
      .recordRequesterReply(channel: .walkIn, text: "that")
    ),
    (#""command":"note","text":"n""#, .note(text: "n")),
    (
      #""command":"attach","name":"a.png","sizeInBytes":12,"digest":"d","location":"s3""#,
      .attach(Command.Attachment(name: "a.png", sizeInBytes: 12, digest: "d", location: "s3"))
    ),
    (
      #""command":"logWork","minutes":30,"activity":"analysis","mode":"onSite""#,
      .logWork(minutes: 30, activity: "analysis", mode: .onSite)
    ),
    (
      #""command":"diagnose","causeClass":"access","cause":"expired","confidence":80"#,
      .diagnose(.access, cause: "expired", confidence: 80)
    ),
    (
      #""command":"link","relation":"duplicateOf","other":"K2""#,
      .link(.duplicateOf, .ticket("K2"))
    ),
    (#""command":"link","relation":"childOf","other":2"#, .link(.childOf, .ticket(2))),
    (
      #""command":"unlink","relation":"causedBy","outside":"CHG-1""#,
      .unlink(.causedBy, .outside("CHG-1"))
    ),
    (#""command":"merge","into":"K2""#, .merge(into: "K2")),
    (
      #""command":"resolve","code":"fixed","causeClass":"usageError","article":"KB1","text":"t""#,
      .resolve(
        Command.Resolution(code: "fixed", causeClass: .usageError, article: "KB1", text: "t")
      )
    ),
    (#""command":"reopen","reason":"recurred","text":"t""#, .reopen(.recurred, text: "t")),
    (#""command":"close","reason":"confirmed""#, .close(.confirmed)),
    (#""command":"close""#, .close(.unknown)),
    (#""command":"cancel","reason":"withdrawn","text":"t""#, .cancel(.withdrawn, text: "t")),
    (#""command":"rate","score":4,"text":"t""#, .rate(score: 4, text: "t")),
    (
      #""command":"reviewMessage","reply":0,"clarity":1,"courtesy":2,"accuracy":3"#,
      .reviewMessage(MessageReview(of: Position(0), clarity: 1, courtesy: 2, accuracy: 3))
    ),
    (
      #""command":"applyArticle","article":"KB1","helped":false"#,
      .applyArticle("KB1", helped: false)
    ),
    (
      #""command":"suggest","kind":"routing","confidence":70"#,
      .suggest(.routing, confidence: 70)
    ),
    (#""command":"acceptSuggestion","kind":"article""#, .acceptSuggestion(.article)),
    (#""command":"overrideSuggestion","kind":"reply""#, .overrideSuggestion(.reply)),
    (#""command":"touch""#, .touch),
  ]

  static let ledgerCommands: [(String, Command.Action)] = [
    (
      #""command":"renameTerm","dimension":"team","term":"Net","name":"Network""#,
      .renameTerm(dimension: "team", "Net", to: "Network")
    ),
    (
      #""command":"retireTerm","dimension":"symptom","term":"x""#,
      .retireTerm(dimension: "symptom", "x")
    ),
    (
      #""command":"adoptRules","requesterReplyResumes":false,"closedMayBeReopened":true,"#
        + #""reopeningTime":1.5,"futureTolerance":60"#,
      .adoptRules(
        LedgerRules(
          requesterReplyResumes: false,
          reopeningTimeInMilliseconds: 1500,
          futureToleranceInMilliseconds: 60_000
        )
      )
    ),
    (
      #""command":"broadcastNotice","service":"mail","text":"down""#,
      .broadcastNotice(service: "mail", text: "down")
    ),
    (
      #""command":"raiseSignal","service":"mail","severity":"critical","what":"queue""#,
      .raiseSignal(service: "mail", .critical, what: "queue")
    ),
  ]

  @Test("a ticket's command is read with its fields", arguments: ticketCommands)
  func readsTicketCommand(fields: String, action: Command.Action) throws {
    let bare = try submission("{\"ticket\":\"K1\",\(fields)}")
    #expect(bare == Submission(Command(action, on: "K1"), by: .automation("command-line")))
    let cause = action.kind == .diagnosed ? "causePosition" : "cause"
    let full = try submission(
      """
      {\(fields),"ticket":17,"by":{"person":"a-3"},"at":"2016-03-04T12:00:00Z","expecting":4,\
      "key":"k","\(cause)":9}
      """
    )
    #expect(
      full
        == Submission(
          Command(action, on: 17),
          by: "a-3",
          at: Self.noon,
          expecting: .revision(4),
          key: "k",
          cause: Position(9)
        )
    )
  }

  @Test("a command about the ledger as a whole has no ticket", arguments: ledgerCommands)
  func readsLedgerCommand(fields: String, action: Command.Action) throws {
    #expect(try submission("{\(fields)}").command == Command(action))
    #expect(throws: JSONFieldError.self) { try submission("{\(fields),\"ticket\":\"K1\"}") }
  }

  @Test("an opening has a reference, terms by dimension, and words")
  func readsOpening() throws {
    let opened = try submission(
      """
      {"command":"open","reference":"K1","kind":"serviceRequest","channel":"api",
       "requester":"r-17","service":"VPN","dimensions":{"subcategory":"x"},"impact":1,"urgency":2,
       "priority":3,"summary":"s","description":"d","by":{"monitoring":"probe"}}
      """
    )
    let command = Command.open(
      "K1",
      kind: .serviceRequest,
      channel: .api,
      requester: "r-17",
      about: ["service": "VPN", "subcategory": "x"],
      impact: 1,
      urgency: 2,
      priority: 3,
      summary: "s",
      description: "d"
    )
    #expect(opened == Submission(command, by: .monitoring("probe")))
    #expect(try submission(#"{"command":"open","site":null}"#).command == .open())
    #expect(
      try submission(#"{"command":"open","by":{"importer":"log"}}"#).actor == .importer("log")
    )
    #expect(
      try submission(#"{"command":"open","by":{"person":{"number":3}}}"#).actor
        == .person(.number(PersonID(3)))
    )
  }

  @Test("every command there is has a test above")
  func coversAll() {
    let tested = Set((Self.ticketCommands + Self.ledgerCommands).map(\.1.kind)).union([.opened])
    #expect(tested == Set(SubmissionCoding.kinds))
  }

  @Test(
    "what is wrong is named, with what would be right",
    arguments: [
      ("[]", "must be an object, not an array"),
      ("{}", "command: is missing; it must be a string"),
      (#"{"command":1}"#, "command: must be a string, not 1"),
      (
        #"{"command":"start"}"#,
        "ticket: is missing; it must be a ticket's reference or its number"
      ),
      (
        #"{"command":"start","ticket":0}"#,
        "ticket: must be a ticket's reference, or its number from 1 on, not 0"
      ),
      (
        #"{"command":"start","ticket":""}"#,
        #"ticket: must be a ticket's reference, or its number from 1 on, not """#
      ),
      (
        #"{"command":"start","ticket":"K","colour":1}"#,
        "colour: is not a field here; allowed are command, ticket, expecting, by, at, key, cause"
      ),
      (
        #"{"command":"open","ticket":"K"}"#,
        "ticket: is not a field here; allowed are command, reference, kind, channel, requester, "
          + "service, category, site, department, asset, dimensions, impact, urgency, priority, "
          + "summary, description, expecting, by, at, key, cause"
      ),
      (
        #"{"command":"open","kind":"bug"}"#,
        "kind: must be one of incident, serviceRequest, accessRequest, question, problem, change, "
          + "not \"bug\""
      ),
      (
        #"{"command":"open","reference":""}"#,
        "reference: must not be empty; leave it out where there is none"
      ),
      (
        #"{"command":"open","priority":300}"#,
        "priority: must be a whole number from 0 to 255, not 300"
      ),
      (
        #"{"command":"open","priority":2.0}"#,
        "priority: must be a whole number from 0 to 255, not 2.0"
      ),
      (
        #"{"command":"open","requester":{"number":0}}"#,
        #"requester: must be a person's identity, or {"number": n} with the ledger's number, "#
          + "not an object"
      ),
      (#"{"command":"open","service":7}"#, "service: must be a name that is not empty, not 7"),
      (
        #"{"command":"open","dimensions":{"team":"x"}}"#,
        "dimensions.team: tickets are not classified by it; allowed are service, category, site, "
          + "department, asset and dimensions of your own"
      ),
      (
        #"{"command":"open","site":"a","dimensions":{"site":"b"}}"#,
        #"dimensions.site: is given twice, here and beside "dimensions""#
      ),
      (
        #"{"command":"open","dimensions":["x"]}"#,
        "dimensions: must be an object of names by dimension, not an array"
      ),
      (
        #"{"command":"route","ticket":"K","level":2}"#,
        "team: is missing; it must be a team's name, or null for no team"
      ),
      (
        #"{"command":"assign","ticket":"K"}"#,
        "agent: is missing; it must be a person, or null to release it"
      ),
      (
        #"{"command":"pause","ticket":"K"}"#,
        "reason: is missing; it must be one of requester, vendor, change, problem, evidence, "
          + "scheduled, other"
      ),
      (
        #"{"command":"pause","ticket":"K","reason":"other","until":"soon"}"#,
        #"until: must be an instant as in "2016-03-04T12:00:00Z", not "soon""#
      ),
      (#"{"command":"note","ticket":"K"}"#, "text: is missing; it must be a string"),
      (
        #"{"command":"note","ticket":"K","text":null}"#,
        "text: must not be null; it must be a string"
      ),
      (
        #"{"command":"link","ticket":"K","relation":"childOf"}"#,
        #"other: give either the other ticket here, or "outside" with its reference"#
      ),
      (
        #"{"command":"applyArticle","ticket":"K","article":"A","helped":"yes"}"#,
        #"helped: must be true or false, not "yes""#
      ),
      (
        #"{"command":"touch","ticket":"K","by":{"person":""}}"#,
        #"by.person: must be a person's identity, or {"number": n} with the ledger's number, not """#
      ),
      (
        #"{"command":"touch","ticket":"K","by":"a-3"}"#,
        #"by: must be {"person": …}, {"automation": …}, {"monitoring": …} or {"importer": …}, "#
          + #"not "a-3""#
      ),
      (
        #"{"command":"touch","ticket":"K","by":{"ledger":true}}"#,
        #"by: only the ledger itself records its own events; give {"person": …}, "#
          + #"{"automation": …}, {"monitoring": …} or {"importer": …}"#
      ),
      (
        #"{"command":"touch","ticket":"K","expecting":-1}"#,
        "expecting: must be a whole number from 0 to 4294967295, not -1"
      ),
      (
        #"{"command":"touch","ticket":"K","cause":1e3}"#,
        "cause: must be a whole number from 0 on, not 1000.0"
      ),
      (
        #"{"command":"adoptRules","requesterReplyResumes":true,"closedMayBeReopened":true,"#
          + #""reopeningTime":-1,"futureTolerance":0}"#,
        "reopeningTime: must be a number of seconds from 0 on, not -1"
      ),
      (
        #"{"command":"adoptRules","closedMayBeReopened":true,"futureTolerance":0}"#,
        "reopeningTime: is missing; it must be seconds, or null for ever"
      ),
    ]
  )
  func refuses(text: String, message: String) {
    let error = #expect(throws: JSONFieldError.self) { try submission(text) }
    #expect(error?.description == message)
  }

  @Test("an unknown command is answered with those there are")
  func namesCommands() {
    let error = #expect(throws: JSONFieldError.self) { try submission(#"{"command":"opened"}"#) }
    #expect(error?.field == "command")
    #expect(
      error?.message.hasPrefix(#"there is no command "opened"; allowed are renameTerm, "#) == true
    )
  }

  @Test("whatever object comes, it is read or refused", arguments: 0..<100 as Range<UInt64>)
  func survivesAnything(seed: UInt64) {
    var random = JSONRandom(seed: seed)
    for _ in 0..<20 {
      for (fields, _) in Self.ticketCommands {
        guard var object = try? JSONValue(parsing: "{\(fields),\"ticket\":\"K\"}").object else {
          Issue.record("\(fields) is not JSON")
          continue
        }
        object[random.oneOf(object.keys)] = random.value(depth: 4)
        _ = try? SubmissionCoding.submission(from: .object(object))
      }
    }
  }
}
