/** The words that the sample organizations are made of. */

export const firstNames = words(`
  Aaliyah Adriana Ahmed Aiko Alejandro Amara Amélie Anaïs Andrei Anika Antoine Aroha Arjun Astrid Ayşe Beatriz Bogdan
  Camila Carlos Chidi Chiara Chloé Daan Dalia Daniela David Dilnoza Dmytro Ebba Edith Eleni Elif Emeka Emma Esra Fatima
  Femke Finn Francesca Gabriel Giulia Grace Hana Hannah Hassan Hiroshi Ibrahim Ingrid Isabel Ivana Jamal Jasper João
  Jin Joana Johanna José Jun Kaito Karim Katarina Kenji Khadija Kofi Lars Laila Leilani Lena Liam Lin Lotte Lucía Luka
  Mahmoud Maja Malik Manon Marek Mariana Marta Mateo Matilda Maya Mehmet Mei Milan Mina Mira Mohamed Nadia Naledi Ngozi
  Niamh Nikola Noor Oksana Olga Oliver Omar Paolo Petra Pooja Priya Rafael Rania Ravi Renée Rosa Ruth Saanvi Samir
  Sanne Sara Selma Shira Siobhán Sofia Stefan Svetlana Tadeo Tamar Tariq Thabo Thandiwe Theo Thijs Tomás Uma Valentina
  Viktor Wanjiru Wei Xin Yara Yasmin Yuki Yusuf Zainab Zoë Zofia`)

export const surnames = words(`
  Abebe Achterberg Adeyemi Agarwal Almeida Andersson Aoki Arslan Bakker Banerjee Barbosa Bauer Becker Bianchi Boateng
  Bondarenko Bouchard Brennan Bui Campbell Castillo Çelik Chanda Chaudhry Cohen Costa Dang Desai Demir Diallo Dijkstra
  Dlamini Dubois Eriksson Esposito Farah Fernández Ferrari Fischer Fraser Fujita García Gomes González Grigoryan Haddad
  Hakimi Hansen Haruna Herrera Hofstra Horvat Hughes Hussain Ibrahimov Ivanova Jansen Jensen Jovanović Kamau Kang Kaplan
  Kaur Khalil Kim Kimura Klein Kobayashi Koroma Kovács Kumar Laurent Lefèvre Lindqvist Longwe Maas Mahlangu Marković
  Martínez Mbeki Mendes Meyer Mitchell Mokoena Moreau Moreno Morita Mulder Müller Nair Nakamura Ndiaye Nguyễn Nielsen
  Novák Nowak Obi Okafor Okonkwo Oliveira Ortega Osman Owusu Özdemir Papadopoulos Park Patel Pereira Petrov Popescu
  Quispe Rahman Ramírez Rao Ricci Roberts Romano Rossi Ruiz Şahin Saito Salazar Santos Sato Schneider Schouten Sharma Silva
  Singh Smit Suzuki Takeda Tanaka Taylor Tesfaye Thapa Torres Tran Tshabalala Vargas Visser Vogel Wagner Walsh Wang
  Weber Yamamoto Zhang Zimmermann Zulu`)

export const adjectives = words(`
  amber bold brisk bright calm clear clever copper coral crisp early gentle golden grand green happy hidden honest
  humble indigo ivory jolly keen kind lively lucky mellow modest neat nimble noble northern open patient plain proud quick
  quiet rapid round rustic scarlet sharp silent silver simple solid southern steady sunny swift tidy tiny true velvet
  vivid warm western wise young`)

export const nouns = words(`
  acorn anchor aviary bakery beacon birch bridge brook canal canyon castle cedar comet compass copse dune falcon fern
  ferry field fjord forge garden glacier grove harvest heron hill island juniper kestrel kite lagoon lantern lighthouse
  maple meadow mill moor nest oak orchard otter pebble pine plaza quarry reef ridge river robin sail shore spring
  stork sundial terrace tide valley village willow windmill`)

export const projectNames = words(`
  address-matching anomaly-alerts audio-denoise basket-analysis call-summaries caption-writer chat-assistant churn-model
  claim-triage code-search contract-reader credit-risk customer-segments data-quality defect-detection demand-forecast
  document-ocr dynamic-pricing email-routing embedding-store energy-forecast entity-extraction face-blur faq-answers
  feature-refresh fleet-telemetry forecast-backtest fraud-scoring image-tagging intent-classifier invoice-ocr
  keyword-spotting label-checker language-detection lead-scoring log-clustering maintenance-planner model-evaluation
  news-digest noise-monitor object-tracking packing-planner part-recognition pose-estimation price-elasticity
  product-matching queue-prediction quote-generator recommendations returns-forecast route-optimizer sales-nowcast
  scene-segmentation search-ranking sensor-cleaning sentiment-model shelf-counting speech-to-text stock-alerts
  super-resolution support-triage text-to-speech time-series-lab topic-model translation vision-pretraining
  visitor-counts warranty-model weather-features yield-estimator`)

function words(text: string): string[] {
  return text.trim().split(/\s+/)
}
