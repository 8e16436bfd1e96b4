package org.tag2mask.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.Select;

/** Opens a report made of hostile names in headless Chromium, as a user would from the disk. */
class ReportBrowserTest {
  /** Held, since the log manager forgets loggers nobody holds; it warns of versions only. */
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  @TempDir static Path temporary;
  private static ChromeDriver browser;
  private static Path index;

  @BeforeAll
  static void openTheReport() throws IOException {
    SELENIUM.setLevel(Level.SEVERE);
    Optional<File> chromium = onPath("chromium");
    Optional<File> driver = onPath("chromedriver");
    assumeTrue(
        chromium.isPresent() && driver.isPresent(),
        "the browser test is skipped: it needs chromium and chromedriver on the PATH"
            + " (Debian: apt-get install chromium chromium-driver)");
    Path folder = temporary.resolve("a report #1 100%41 & é");
    index = ReportBuilder.build(Fixtures.hostileInput(), folder).index();
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.get());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--force-prefers-reduced-motion", // Clicks would miss while the page still scrolls.
        "--user-data-dir=" + Files.createDirectory(temporary.resolve("profile")));
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(driver.get()).build();
    browser = new ChromeDriver(service, options);
    browser.manage().timeouts().scriptTimeout(Duration.ofSeconds(60));
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.quit();
    }
  }

  @BeforeEach
  void load() {
    width(1280);
    browser.get(index.toUri().toString());
  }

  private static Optional<File> onPath(String program) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(File.pathSeparator))
        .map(folder -> new File(folder, program))
        .filter(File::canExecute)
        .findFirst();
  }

  private static void width(int pixels) {
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", pixels, "height", 900, "deviceScaleFactor", 1, "mobile", false));
  }

  private static WebElement one(String selector) {
    return browser.findElement(By.cssSelector(selector));
  }

  private static List<String> console() {
    return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::toString)
        .toList();
  }

  private static String opacity() {
    return one(".panel.mask .overlay").getCssValue("opacity");
  }

  private static List<WebElement> visibleCards() {
    return browser.findElements(By.cssSelector(".card:not([hidden])"));
  }

  @Test
  void sliderChangesTheOpacityOfEveryOverlayByKeyboard() {
    WebElement slider = one("#opacity");
    assertEquals("0.65", opacity());
    slider.sendKeys(Keys.ARROW_RIGHT);
    assertEquals("0.7", opacity());
    slider.sendKeys(Keys.HOME);
    assertEquals("0", opacity());
    slider.sendKeys(Keys.END);
    Object others =
        browser.executeScript(
            "return Array.from(document.querySelectorAll('.overlay'))"
                + ".every(e => getComputedStyle(e).opacity === '1')");
    assertEquals(true, others);
    assertEquals("100 %", one("#opacity-value").getText());
    assertEquals(List.of(), console());
  }

  @Test
  void everyPictureLoads() {
    Object broken =
        browser.executeAsyncScript(
            "const done = arguments[0];"
                + "Promise.all(Array.from(document.images, image => {"
                + "  image.loading = 'eager';"
                + "  return image.decode().then(() => image.naturalWidth > 0 ? '' : image.src,"
                + "      () => image.src);"
                + "})).then(all => done(all.filter(src => src)))");
    assertEquals(List.of(), broken);
    Object count = browser.executeScript("return document.images.length");
    assertEquals(Fixtures.HOSTILE.size() * 10L, count);
    assertEquals(List.of(), console());
  }

  @Test
  void hostileTextsAreShownAndDoNothing() {
    assertNull(browser.executeScript("return window.pwned || null"));
    assertEquals(1L, browser.executeScript("return document.scripts.length"));
    Object strangers =
        browser.executeScript(
            "return Array.from(document.querySelectorAll('*')).filter(e =>"
                + " Array.from(e.attributes).some(a => a.name.startsWith('on'))).length");
    assertEquals(0L, strangers);
    Object names =
        browser.executeScript(
            "return Array.from(document.querySelectorAll('.card h3 bdi'), e => e.textContent)");
    List<String> expected =
        Fixtures.HOSTILE.stream()
            .map(
                id ->
                    id.replace("\u202E", "\\u202E")
                        .replace("\u202C", "\\u202C")
                        .replace("\u0000", "\\u0000")
                        .replace("\u0007", "\\u0007")
                        .replace("\uD800 ", "\\uD800 "))
            .toList();
    assertEquals(expected, names);
    assertEquals("</title><script>window.pwned=1</script>", browser.getTitle());
    assertEquals(List.of(), console());
  }

  @Test
  void foreignScriptIsNotRunEvenIfItGotIntoThePage() {
    browser.executeScript(
        "const e = document.createElement('script'); e.textContent = 'window.pwned = 1';"
            + "document.body.append(e)");
    assertNull(browser.executeScript("return window.pwned || null"));
    assertTrue(console().toString().contains("Content Security Policy"));
  }

  @Test
  void findsByNameAndByClass() {
    one("#find").sendKeys("PASSWD");
    assertEquals(1, visibleCards().size());
    assertEquals("1 of 18 images", one("#matches").getText());
    one("#find").sendKeys("no such name");
    assertTrue(one("#none").isDisplayed());
    one("#find").clear();
    one("#find").sendKeys(Keys.SPACE, Keys.BACK_SPACE);
    assertEquals(18, visibleCards().size());
    one(".chip[data-class='2']").click();
    assertEquals(18, visibleCards().size());
    assertEquals("true", one(".pick[data-class='2']").getDomAttribute("aria-pressed"));
    assertFalse(one(".panel.cam .overlay[data-class='1']").isDisplayed());
    assertEquals(List.of(), console());
  }

  @Test
  void ordersTheGalleryAndSortsTables() {
    new Select(one("#order")).selectByValue("name:up");
    String first = one(".card h3 bdi").getDomProperty("textContent");
    new Select(one("#order")).selectByValue("rank:up");
    assertNotEquals(first, one(".card h3 bdi").getDomProperty("textContent"));
    assertEquals(Fixtures.HOSTILE.get(0), one(".card h3 bdi").getDomProperty("textContent"));
    WebElement head = one("#classes th:nth-child(2) button");
    head.click();
    assertEquals("descending", one("#classes th:nth-child(2)").getDomAttribute("aria-sort"));
    String best = one("#classes tbody tr td").getDomAttribute("data-v");
    head.click();
    String worst = one("#classes tbody tr td").getDomAttribute("data-v");
    assertTrue(Double.parseDouble(best) > Double.parseDouble(worst), best + " " + worst);
    assertEquals(List.of(), console());
  }

  @Test
  void panelsCanBeHiddenAndEnlarged() {
    one(".panels-shown input[value='truth']").click();
    assertFalse(one(".panel.truth").isDisplayed());
    one(".panel.mask .stack").click();
    assertTrue(one("#zoom").isDisplayed());
    assertEquals(2, browser.findElements(By.cssSelector("#zoom img")).size());
    WebElement slider = one("#zoom input");
    slider.sendKeys(Keys.HOME);
    assertEquals("0", opacity());
    one("#zoom [aria-label='Next panel']").click();
    assertTrue(one("#zoom p").getText().endsWith("· Errors"), "the hidden truth is left out");
    one("#zoom p").click();
    new Actions(browser).sendKeys(Keys.ESCAPE).perform();
    assertFalse(one("#zoom").isDisplayed());
    assertEquals(List.of(), console());
  }

  @Test
  void fitsAPhone() {
    width(400);
    browser.get(index.toUri().toString());
    assertEquals(
        true,
        browser.executeScript(
            "const page = document.documentElement;"
                + "return innerWidth === 400 && page.scrollWidth === page.clientWidth"));
    assertTrue(one("#opacity").isDisplayed());
  }
}
