import Foundation
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

/// An element of a page that a strict XML parser has read.
final class PageElement {
  let name: String
  let attributes: [String: String]
  private(set) var children: [PageElement] = []
  /// The element's own words and those of its children, in order.
  private(set) var text = ""

  init(name: String, attributes: [String: String]) {
    self.name = name
    self.attributes = attributes
  }

  fileprivate func add(_ child: PageElement) { children.append(child) }
  fileprivate func add(_ words: String) { text += words }

  subscript(_ attribute: String) -> String { attributes[attribute] ?? "" }

  /// All elements below, in the order of the page.
  var descendants: [PageElement] { children.flatMap { [$0] + $0.descendants } }

  /// All elements below of a name.
  func all(_ name: String) -> [PageElement] { descendants.filter { $0.name == name } }
}

/// Reads a page as XML; anything that is not well-formed fails the test.
func pageTree(_ html: String) throws -> PageElement {
  let builder = PageBuilder()
  let parser = XMLParser(data: Data(html.utf8))
  parser.delegate = builder
  let isRead = parser.parse()
  try #require(isRead, "line \(parser.lineNumber): \(String(describing: parser.parserError))")
  return try #require(builder.root)
}

private final class PageBuilder: NSObject, XMLParserDelegate {
  var root: PageElement?
  private var path: [PageElement] = []

  func parser(
    _ parser: XMLParser,
    didStartElement name: String,
    namespaceURI: String?,
    qualifiedName: String?,
    attributes: [String: String]
  ) {
    let element = PageElement(name: name, attributes: attributes)
    path.last?.add(element)
    if root == nil { root = element }
    path.append(element)
  }

  func parser(
    _ parser: XMLParser,
    didEndElement name: String,
    namespaceURI: String?,
    qualifiedName: String?
  ) {
    let element = path.removeLast()
    path.last?.add(element.text)
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    path.last?.add(string)
  }
}
