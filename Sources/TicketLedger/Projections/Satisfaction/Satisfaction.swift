/// What requesters said of the service, and how replies were found when they were reviewed.
///
/// Keeps an entry of 16 bytes for each rating and review; everything else is computed when asked, by
/// ``LedgerView/satisfaction(_:by:windowInDays:asOf:)``.
public struct Satisfaction: Projection {
  public static let name = "satisfaction"
  public static let version: UInt32 = 1

  /// A requester's rating, from 1 to 5.
  struct Rating: TicketEntry, BitwiseCopyable {
    var at: Instant
    var ticket: UInt32
    var score: UInt8

    static let encodedSize = 8 + 4 + 1
  }

  /// A review of a reply, each mark from 1 to 5.
  struct Review: TicketEntry, BitwiseCopyable {
    var at: Instant
    var ticket: UInt32
    var clarity: UInt8
    var courtesy: UInt8
    var accuracy: UInt8

    static let encodedSize = 8 + 4 + 3
  }

  /// What was rated; of one ticket in its order.
  private(set) var ratings: ContiguousArray<Rating> = []
  /// What was reviewed, alike.
  private(set) var reviews: ContiguousArray<Review> = []

  /// What a mark may be.
  static let marks: ClosedRange<UInt8> = 1...5

  public init() {}

  /// Folds one event; O(1).
  ///
  /// Marks that are none are left out.
  public mutating func apply(_ recorded: RecordedEvent, to ticket: Ticket) {
    guard case .ticket(let event) = recorded.event else { return }
    switch event {
    case .rated(let score):
      guard let number = number(of: recorded), Satisfaction.marks ~= score else { return }
      ratings.append(Rating(at: recorded.occurredAt, ticket: number, score: score))
    case .messageReviewed(let review):
      let marks = [review.clarity, review.courtesy, review.accuracy]
      guard let number = number(of: recorded), marks.allSatisfy(Satisfaction.marks.contains)
      else { return }
      reviews.append(
        Review(
          at: recorded.occurredAt,
          ticket: number,
          clarity: review.clarity,
          courtesy: review.courtesy,
          accuracy: review.accuracy
        )
      )
    case .opened, .classified, .prioritised, .routed, .escalated, .assigned, .started, .paused,
      .resumed, .replied, .requesterReplied, .noted, .attached, .workLogged, .diagnosed, .linked,
      .unlinked, .merged, .resolved, .reopened, .closed, .cancelled, .articleApplied, .suggested,
      .suggestionAccepted, .suggestionOverridden, .touched:
      break
    }
  }

  private func number(of recorded: RecordedEvent) -> UInt32? {
    recorded.ticket.flatMap { UInt32(exactly: $0.rawValue) }
  }

  /// The entries by ticket.
  ///
  /// ```
  /// u32 ratings, each: i64 at, u32 ticket, u8 score
  /// u32 reviews, each: i64 at, u32 ticket, u8 clarity, u8 courtesy, u8 accuracy
  /// ```
  public func encode(into writer: inout ByteWriter) {
    writer.write(ratings) { writer, rating in
      writer.write(rating.at)
      writer.write(rating.ticket)
      writer.write(rating.score)
    }
    writer.write(reviews) { writer, review in
      writer.write(review.at)
      writer.write(review.ticket)
      writer.write(review.clarity)
      writer.write(review.courtesy)
      writer.write(review.accuracy)
    }
  }

  /// Reads what ``encode(into:)`` wrote.
  public init(decoding reader: inout ByteReader) throws(DecodingFailure) {
    for _ in 0..<(try reader.readCount(ofEntriesTaking: Rating.encodedSize)) {
      ratings.append(
        Rating(
          at: try reader.readInstant(),
          ticket: try reader.read(),
          score: try reader.readMark()
        )
      )
    }
    for _ in 0..<(try reader.readCount(ofEntriesTaking: Review.encodedSize)) {
      reviews.append(
        Review(
          at: try reader.readInstant(),
          ticket: try reader.read(),
          clarity: try reader.readMark(),
          courtesy: try reader.readMark(),
          accuracy: try reader.readMark()
        )
      )
    }
  }
}

extension ByteReader {
  /// A mark from 1 to 5.
  fileprivate mutating func readMark() throws(DecodingFailure) -> UInt8 {
    let mark: UInt8 = try read()
    guard Satisfaction.marks ~= mark else { throw .invalidValue(offset: offset) }
    return mark
  }
}
