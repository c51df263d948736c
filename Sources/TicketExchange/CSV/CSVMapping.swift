public import Foundation
import TicketLedger

/// How the rows of a log from elsewhere become events: what a mapping file says.
///
/// The article *Importing* describes the file. Reading is strict: an unknown key, a value of the wrong
/// type or an unknown word is an ``ImportError`` that names the key path and what would be right.
public struct CSVMapping: Sendable {
  /// Whether rows are compared, or say by themselves what happened.
  enum Shape: String, CaseIterable, Sendable {
    case snapshots
    case activities
  }

  /// The order of rows inside a ticket.
  enum Order: Hashable, Sendable {
    case file
    case reverse
    case time
    case columns([String])
  }

  /// Who a row's actor is.
  enum ActorKind: String, CaseIterable, Sendable {
    case person
    case automation
    case monitoring
  }

  /// What an unknown cell says about a team, an agent, a dimension or a link.
  enum UnknownMeaning: String, CaseIterable, Sendable {
    case none
    case unchanged
  }

  /// The log's name: its rows are recognised under it when they are imported again.
  public let source: String
  /// The mapping file's name, for messages.
  public let file: String

  let shape: Shape
  let dialect: CSVDialect
  let matching: ValueMatching
  let unknownMeans: UnknownMeaning
  let order: Order
  let ticket: ColumnRule<MappedText>
  let ticketPrefix: String
  let time: TimeRule
  let openedAt: TimeRule?
  let actor: ColumnRule<MappedText>?
  let actorKind: ActorKind
  let fields: FieldRules
  /// Dimensions in the order of their names.
  let dimensions: [(name: String, rule: ColumnRule<MappedText>)]
  /// Links in the order of their columns.
  let links: [(column: String, relation: Relation)]
  let state: ColumnRule<RowMeaning>?
  let activity: ColumnRule<RowMeaning>?

  /// Reads a mapping file.
  public init(contentsOf url: URL) throws(ImportError) {
    let data: Data
    do {
      data = try Data(contentsOf: url)
    } catch {
      throw ImportError(
        file: url.lastPathComponent,
        problem: "the mapping cannot be read",
        remedy: "check the path \(url.path)"
      )
    }
    try self.init(json: data, file: url.lastPathComponent)
  }

  /// Reads a mapping from its JSON.
  ///
  /// - Parameters:
  ///   - json: The mapping, in UTF-8.
  ///   - file: What errors call it.
  /// - Throws: ``ImportError``, which names the key path and what would be right.
  public init(json: Data, file: String) throws(ImportError) {
    let node = try MappingNode(json: json, file: file)
    let members = try node.members(CSVMapping.keys)
    self.file = file
    source = try node.required("source", in: members).label()
    shape = try node.required("shape", in: members).word(Shape.self)
    dialect = try CSVDialect(members["delimiter"], members["quote"])
    matching = ValueMatching(
      ignoresCase: try members["ignoreCase"]?.bool() ?? false,
      unknown: try members["unknown"].map { node throws(ImportError) in try node.texts() } ?? []
    )
    unknownMeans = try members["unknownMeans"]?.word(UnknownMeaning.self) ?? .none
    order = try members["order"].map { node throws(ImportError) in try Order(node) } ?? .file
    (ticket, ticketPrefix) = try CSVMapping.ticket(node.required("ticket", in: members))
    time = try TimeRule(node.required("time", in: members))
    openedAt = try members["openedAt"].map { node throws(ImportError) in try TimeRule(node) }
    (actor, actorKind) = try CSVMapping.actor(members["actor"])
    fields = try FieldRules(members["fields"])
    dimensions = try CSVMapping.dimensions(members["dimensions"])
    links = try CSVMapping.links(members["links"])
    state = try members["state"].map { node throws(ImportError) in try ColumnRule(node) }
    activity = try members["activity"].map { node throws(ImportError) in try ColumnRule(node) }
    try checkShape(node)
  }

  private static let keys = [
    "source", "shape", "delimiter", "quote", "unknown", "unknownMeans", "ignoreCase", "order",
    "ticket", "time", "openedAt", "actor", "fields", "dimensions", "links", "state", "activity",
  ]
}

extension CSVMapping {
  private static func ticket(
    _ node: MappingNode
  ) throws(ImportError) -> (ColumnRule<MappedText>, String) {
    guard case .object = node.value else { return (try ColumnRule(node), "") }
    let members = try node.members()
    guard let prefix = members["prefix"] else { return (try ColumnRule(node), "") }
    return (try ColumnRule(node.without("prefix")), try prefix.label())
  }

  private static func actor(
    _ node: MappingNode?
  ) throws(ImportError) -> (ColumnRule<MappedText>?, ActorKind) {
    guard let node else { return (nil, .person) }
    guard case .object = node.value, let kind = try node.members()["as"] else {
      return (try ColumnRule(node), .person)
    }
    return (try ColumnRule(node.without("as")), try kind.word(ActorKind.self))
  }

  private static func dimensions(
    _ node: MappingNode?
  ) throws(ImportError) -> [(name: String, rule: ColumnRule<MappedText>)] {
    guard let node else { return [] }
    var dimensions: [(name: String, rule: ColumnRule<MappedText>)] = []
    for (name, node) in try node.members().sorted(by: { $0.key < $1.key }) {
      let builtIn = TermDimension.builtIn + [.dimension]
      if let known = builtIn.first(where: { $0.builtInName == name }), !known.classifiesTickets {
        throw node.error(
          "tickets are not classified by \"\(name)\"",
          "use service, category, site, department, asset, or a name of your own"
        )
      }
      guard !name.isEmpty, name.utf8.count <= MappingNode.longestLabel else {
        throw node.error("the dimension's name is empty or too long", "give a short name")
      }
      dimensions.append((name, try ColumnRule(node)))
    }
    guard dimensions.count <= Classification.maximumCount else {
      throw node.error(
        "\(dimensions.count) dimensions",
        "a ticket is classified by at most \(Classification.maximumCount)"
      )
    }
    return dimensions
  }

  private static func links(
    _ node: MappingNode?
  ) throws(ImportError) -> [(column: String, relation: Relation)] {
    guard let node else { return [] }
    var links: [(column: String, relation: Relation)] = []
    for (column, node) in try node.members().sorted(by: { $0.key < $1.key }) {
      links.append((column, try MappedWord<Relation>(node).word))
    }
    return links
  }

  /// Checks what no key alone can tell: that the rules of states, activities and events fit together.
  private func checkShape(_ node: MappingNode) throws(ImportError) {
    if shape == .snapshots, activity != nil {
      throw node.error(
        "\"activity\" belongs to the shape \"activities\"",
        "name what the row's state is in \"state\", or change \"shape\""
      )
    }
    if shape == .activities, activity == nil {
      throw node.error(
        "the shape \"activities\" needs \"activity\"",
        "name the column and the table from its values to states and events"
      )
    }
    for rule in [state, activity].compactMap({ $0 }) {
      for event in rule.events {
        if rule.path == "state" {
          throw ImportError(
            file: file,
            problem: "state: the event \"\(event.kind.name)\" would happen again in every row",
            remedy: "use states here, and events in \"activity\""
          )
        }
        guard let field = fields.missing(for: event) else { continue }
        throw ImportError(
          file: file,
          problem: "activity: the event \"\(event.kind.name)\" needs a column",
          remedy: "add \"\(field)\" to \"fields\""
        )
      }
    }
  }
}

extension ColumnRule<RowMeaning> {
  /// The events that the table and `otherwise` lead to.
  fileprivate var events: [MappedEvent] {
    var meanings = table.map { Array($0.values) } ?? []
    if case .value(let meaning) = otherwise { meanings.append(meaning) }
    if let constant { meanings.append(constant) }
    return meanings.flatMap(\.steps).compactMap { step in
      if case .record(let event) = step { event } else { nil }
    }
  }
}

extension CSVMapping.Order {
  fileprivate init(_ node: MappingNode) throws(ImportError) {
    if case .list = node.value {
      self = .columns(try node.names())
      return
    }
    switch try node.string() {
    case "file": self = .file
    case "reverse": self = .reverse
    case "time": self = .time
    default:
      throw node.error("unknown order", "use \"file\", \"reverse\", \"time\" or a list of columns")
    }
  }
}

extension CSVDialect {
  fileprivate init(_ delimiter: MappingNode?, _ quote: MappingNode?) throws(ImportError) {
    self.init()
    if let delimiter { self.delimiter = try delimiter.byte() }
    guard let quote else { return }
    if case .string("") = quote.value {
      self.quote = nil
    } else {
      self.quote = try quote.byte()
    }
    if self.quote == self.delimiter {
      throw quote.error("the quote is the delimiter too", "choose two different characters")
    }
  }
}
