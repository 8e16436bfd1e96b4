package org.tag2mask.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HtmlTest {

  @Test
  void escapesEveryCharacterThatHtmlReads() {
    assertEquals(
        "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;", Html.escape("<a b=\"c\" d='e'>&amp;"));
  }

  @Test
  void writesOutCharactersThatNobodyWouldSee() {
    assertEquals("\\u202Egnp\\u0000\\uFEFF", Html.escape("\u202Egnp\u0000\uFEFF"));
    assertEquals("\\u2028\\uD800", Html.escape("\u2028\uD800"));
  }

  @Test
  void keepsOrdinaryTextOfAnyLanguageAndLineBreaks() {
    String text = "Schöne Grüße 写真 📷 👩\u200D🔧 می\u200Cخواهم\n\tx";
    assertEquals(text, Html.escape(text));
  }

  @Test
  void everyEscapedTextSurvivesUtf8() {
    for (String id : Fixtures.HOSTILE) {
      String escaped = Html.escape(id);
      byte[] bytes = escaped.getBytes(StandardCharsets.UTF_8);
      assertEquals(escaped, new String(bytes, StandardCharsets.UTF_8));
    }
  }

  @Test
  void escapesTextAndAttributesOfElements() {
    Html html = new Html();
    html.start("p", "title", "\"><script>", "lang", null).text("<b>").end();
    assertTrue(html.page().contains("<p title=\"&quot;&gt;&lt;script&gt;\">&lt;b&gt;</p>"));
    assertFalse(html.page().contains("lang"));
  }

  @Test
  void refusesAPageWithAnOpenElement() {
    Html html = new Html().start("p");
    assertThrows(IllegalStateException.class, html::page);
  }
}
