/**
 * The report: one folder with an HTML page that shows pictures, heat maps and masks side by side,
 * worst images first, and the tables that go with them.
 *
 * <p>It begins at {@link org.tag2mask.cli.report.ReportBuilder}, which takes a {@link
 * org.tag2mask.cli.report.ReportInput} and knows nothing of training, models or ledgers. The page
 * needs no server and loads nothing from elsewhere.
 */
package org.tag2mask.cli.report;
