/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.wstunnel.sample;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * A real browser without a window. Only what is installed is used: nothing is downloaded.
 */
final class Chromium implements AutoCloseable {

	private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome",
			"google-chrome-stable");

	private static final String DRIVER = "chromedriver";

	/**
	 * Far longer than anything takes on a busy machine.
	 */
	private static final Duration LIMIT = Duration.ofSeconds(20);

	/**
	 * Pages that look once a second do so ten times.
	 */
	private static final String HURRY = """
			{
				const wait = window.setTimeout;
				window.setTimeout = (callback, millis) => wait(callback, millis / 10);
			}""";

	private static final Path SCREENSHOTS = Path.of("target", "screenshots");

	private final ChromeDriver driver;

	private Chromium(ChromeDriver driver) {
		this.driver = driver;
		driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", HURRY));
	}

	/**
	 * Start the browser, or skip the test where there is none.
	 * @return the browser
	 */
	static Chromium start() {
		File browser = find(BROWSERS);
		File driver = find(List.of(DRIVER));
		Assumptions.assumeTrue(browser != null,
				() -> "No browser on the PATH: none of " + BROWSERS + " (Debian's package is chromium)");
		Assumptions.assumeTrue(driver != null,
				() -> "No '" + DRIVER + "' on the PATH (Debian's package is chromium-driver)");
		ChromeOptions options = new ChromeOptions();
		options.setBinary(browser);
		options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
				"--no-first-run", "--disable-extensions", "--disable-background-networking", "--lang=en",
				"--window-size=1280,1000");
		// That of the secured profile signs itself
		options.setAcceptInsecureCerts(true);
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		logs.enable(LogType.PERFORMANCE, Level.ALL);
		options.setCapability("goog:loggingPrefs", logs);
		ChromeDriverService service = new ChromeDriverService.Builder().usingDriverExecutable(driver)
			.usingAnyFreePort()
			.build();
		return new Chromium(new ChromeDriver(service, options));
	}

	private static File find(List<String> names) {
		String path = System.getenv("PATH");
		return Stream.of((path != null) ? path.split(File.pathSeparator) : new String[0])
			.flatMap((directory) -> names.stream().map((name) -> new File(directory, name)))
			.filter(File::canExecute)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Load a page with nothing emulated, no cookie, and nothing of another in the logs.
	 * @param url the page
	 */
	void open(String url) {
		offline(false);
		size(1280, 1000, false);
		emulate("light", "no-preference");
		deleteCookies();
		complaints();
		requests();
		go(url);
	}

	void go(String url) {
		this.driver.get(url);
	}

	/**
	 * Leave the page, which looks no more.
	 */
	void leave() {
		go("about:blank");
	}

	String url() {
		return this.driver.getCurrentUrl();
	}

	void deleteCookies() {
		this.driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
	}

	void addCookie(String name, String value) {
		this.driver.manage().addCookie(new Cookie(name, value));
	}

	void emulate(String colorScheme, String motion) {
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colorScheme),
						Map.of("name", "prefers-reduced-motion", "value", motion))));
	}

	void size(int width, int height, boolean mobile) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", mobile));
	}

	/**
	 * Return how wide the page is, which may be more than what shows of it.
	 */
	int width() {
		return this.<Number>script("return document.documentElement.scrollWidth").intValue();
	}

	void offline(boolean offline) {
		this.driver.executeCdpCommand("Network.enable", Map.of());
		this.driver.executeCdpCommand("Network.emulateNetworkConditions",
				Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
	}

	List<WebElement> all(String css) {
		return this.driver.findElements(By.cssSelector(css));
	}

	WebElement one(String css) {
		return this.driver.findElement(By.cssSelector(css));
	}

	/**
	 * Return the texts that show, all at one moment.
	 */
	List<String> texts(String css) {
		return script("""
				return [...document.querySelectorAll(arguments[0])]
					.map((element) => element.closest('[hidden]') ? '' : element.innerText.trim());""", css);
	}

	/**
	 * Wait for something.
	 * @param what what it is
	 * @param condition whether it is so
	 */
	void await(String what, BooleanSupplier condition) {
		new WebDriverWait(this.driver, LIMIT, Duration.ofMillis(50)).withMessage(what)
			.ignoring(StaleElementReferenceException.class)
			.until((driver) -> condition.getAsBoolean());
	}

	void awaitText(String css, String text) {
		await("'" + css + "' with the text '" + text + "'",
				() -> texts(css).stream().anyMatch((found) -> found.contains(text)));
	}

	@SuppressWarnings("unchecked")
	<T> T script(String script, Object... arguments) {
		return (T) this.driver.executeScript(script, arguments);
	}

	/**
	 * Run a script and wait for what it is done with.
	 * @param script the script, whose last argument is a function to call with the result
	 */
	@SuppressWarnings("unchecked")
	<T> T asyncScript(String script, Object... arguments) {
		this.driver.manage().timeouts().scriptTimeout(LIMIT);
		return (T) this.driver.executeAsyncScript(script, arguments);
	}

	/**
	 * Keep a picture of the whole page for whoever wants to look.
	 * @param name its name
	 */
	void screenshot(String name) {
		long height = this.<Number>script("return document.documentElement.scrollHeight").longValue();
		long width = this.<Number>script("return window.innerWidth").longValue();
		size((int) width, (int) height, width < 500);
		try {
			Files.createDirectories(SCREENSHOTS);
			Files.write(SCREENSHOTS.resolve(name + ".png"), this.driver.getScreenshotAs(OutputType.BYTES));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return what the console says since the last look.
	 * @return errors
	 */
	List<String> complaints() {
		return this.driver.manage()
			.logs()
			.get(LogType.BROWSER)
			.getAll()
			.stream()
			.filter((entry) -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
			.map(LogEntry::getMessage)
			.toList();
	}

	/**
	 * Return the requests since the last look, WebSockets included.
	 * @return the requests
	 */
	List<BrowserRequest> requests() {
		return this.driver.manage()
			.logs()
			.get(LogType.PERFORMANCE)
			.getAll()
			.stream()
			.flatMap((entry) -> BrowserRequest.of(entry.getMessage()).stream())
			.toList();
	}

	@Override
	public void close() {
		this.driver.quit();
	}

}
