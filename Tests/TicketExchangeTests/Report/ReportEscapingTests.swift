import Foundation
import Testing
import TicketLedger

@testable import TicketExchange

@Suite("No name can harm a report")
struct ReportEscapingTests {
  static let hostile = [
    "</title><script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onload='x",
    "&lt;b&gt; & &amp; &#60;", "]]><!--", "a\u{0}b\u{1B}[31mc\u{7F}\u{9B}",
    "\u{202E}drawkcab\u{202C}",
    "\u{2066}open\u{2067}", "\u{2069}\u{2069}shut", "line\nbreak\r\ttab\u{2028}\u{85}",
    "\u{FFFE}\u{FFFF}\u{1FFFE}", "\u{FEFF}\u{200B}\u{AD}\u{E0041}unseen", "שלום עולם", "مرحبا",
    "𝔘𝔫𝔦 😀 é", String(repeating: "long ", count: 400), "",
  ]

  /// A report in which every name is hostile.
  static func content(_ name: String) -> ReportContent {
    ReportSample.rich(renaming: { _ in name }, root: name)
  }

  @Test("hostile names stay words", arguments: hostile)
  func names(_ name: String) throws {
    let html = ReportEscapingTests.content(name).html(in: .french)
    let page = try pageTree(html)
    let plain = try pageTree(ReportEscapingTests.content("plain").html(in: .french))
    // Short names leave more room for labels in drawings; nothing else may differ.
    let elements = { (page: PageElement) in page.descendants.filter { $0.name != "text" } }
    #expect(elements(page).map(\.name) == elements(plain).map(\.name))
    let keys = { (page: PageElement) in elements(page).map { $0.attributes.keys.sorted() } }
    #expect(keys(page) == keys(plain))
  }

  @Test("no control and no override of direction reaches the page", arguments: hostile)
  func controls(_ name: String) {
    let html = ReportEscapingTests.content(name).html(in: .english)
    for scalar in html.unicodeScalars {
      let isControl = scalar.value < 0x20 || 0x7F...0x9F ~= scalar.value
      #expect(!isControl || scalar == "\n")
      #expect(!(0x202A...0x202E ~= scalar.value || 0x2066...0x2067 ~= scalar.value))
      #expect(scalar.value & 0xFFFE != 0xFFFE)
    }
  }

  @Test("what sets a name apart is closed wherever it is opened", arguments: hostile)
  func isolates(_ name: String) throws {
    let page = try pageTree(ReportEscapingTests.content(name).html(in: .english))
    for element in page.descendants where element.children.isEmpty {
      var depth = 0
      for scalar in element.text.unicodeScalars {
        if scalar == "\u{2068}" { depth += 1 }
        if scalar == "\u{2069}" { depth -= 1 }
        #expect(depth >= 0)
      }
      #expect(depth == 0, "\(element.text.debugDescription)")
    }
  }

  @Test("a harmless name is left as it is")
  func harmless() {
    #expect(SafeText.name("Réseau & café, niveau 2") == "Réseau & café, niveau 2")
    var text = ""
    SafeText.append("Réseau & <café>", to: &text)
    #expect(text == "Réseau &amp; &lt;café&gt;")
  }

  @Test("a name that may be read from right to left is set apart")
  func apart() {
    #expect(SafeText.name("שלום") == "\u{2068}שלום\u{2069}")
    #expect(SafeText.name("\u{2069}a") == "\u{2068}\u{FFFD}a\u{2069}")
  }
}
