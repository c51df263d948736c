import Testing

@testable import TicketLedger

/// The rule for what is added to the format, where a compiler cannot hold anybody to it.
@Suite("The rule for additions to the format")
struct FormatRuleTests {
  /// What a version of the shared state knows of, so that a checkpoint of that version stands behind
  /// nothing else.
  private struct Known: Equatable {
    var kinds: Int
    var words: Int
    var layout: UInt8
    var form: UInt8
    var policyLayout: UInt8
    var dimensions: Int
  }

  @Test("raises the version of what projections share with each kind, word, layout and form")
  func sharedVersion() {
    let known: [UInt32: Known] = [
      6: Known(kinds: 43, words: 84, layout: 2, form: 3, policyLayout: 1, dimensions: 12)
    ]
    var words = 0
    func count<Word: Vocabulary>(_ vocabulary: Word.Type) { words += vocabulary.allCases.count }
    count(TicketKind.self)
    count(Channel.self)
    count(WaitingReason.self)
    count(RoutingReason.self)
    count(ReplyPurpose.self)
    count(WorkMode.self)
    count(CauseClass.self)
    count(Relation.self)
    count(ReopeningReason.self)
    count(ClosureReason.self)
    count(CancellationReason.self)
    count(EscalationReason.self)
    count(SuggestionKind.self)
    count(ErasureScope.self)
    count(SignalSeverity.self)
    count(Words.Field.self)
    let present = Known(
      kinds: EventKind.allCases.count,
      words: words,
      layout: Envelope.committingLayout,
      form: Content.lastForm,
      policyLayout: ServicePolicy.layout,
      dimensions: TermDimension.builtIn.count
    )
    #expect(
      known[CheckpointPart.Name.ledger.version] == present,
      """
      what a reader knows has changed: raise the version of CheckpointPart.Name.ledger, and keep a line \
      here for it; see the page on the versions of the format
      """
    )
  }
}
