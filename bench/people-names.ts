/** Name stock of the generated population, by community and most common first. Invented people; common names. */
export interface Community {
  readonly share: number;
  readonly girls: readonly string[];
  readonly boys: readonly string[];
  readonly families: readonly string[];
  /** How many bear a family name from outside the list, made up from syllables: the long tail. */
  readonly rare: number;
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

export const COMMUNITIES: readonly Community[] = [
  {
    share: 0.44,
    girls: words(
      "Olivia Amelia Isla Ava Mia Freya Lily Florence Ella Grace Poppy Evie Sophie Ruby Daisy Phoebe Charlotte Jessica Emily Millie Elsie Rosie Evelyn Harper Willow Sienna Matilda Ivy Maisie Scarlett Layla Bella Erin Eliza Lucy Hannah Molly Holly Megan Chloe Bethany Caitlin Lacey-Mae Summer Skye Paige Amber Niamh Abigail Lexi Imogen Harriet Eleanor Georgia Martha Darcie Nancy Orla Lola Tilly Robyn Zara Esme Heidi Beatrice Thea Aria Nevaeh Kayleigh Keira Ellie-May Demi Libby Madison Francesca Jasmine Tia Connie",
    ),
    boys: words(
      "Oliver George Noah Arthur Harry Leo Jack Charlie Oscar Jacob Thomas Henry Freddie Alfie Theo William Theodore Archie Joshua Alexander James Isaac Edward Lucas Tommy Max Finley Mason Logan Ethan Harrison Samuel Joseph Benjamin Daniel Sebastian Riley Jayden Callum Kai Reuben Toby Luca Bobby Dylan Elliot Jude Frankie Tyler Connor Liam Ryan Nathan Aaron Cameron Kieran Declan Brandon Bradley Reece Rhys Kyle Corey Kaiden Jenson Hunter Albie Rory Stanley Louie Ronnie Reggie Tommy-Lee Harvey Owen Zachary Matthew Michael Adam Luke",
    ),
    families: words(
      "Smith Jones Williams Taylor Brown Davies Evans Wilson Thomas Johnson Roberts Walker Wright Thompson Robinson White Hughes Edwards Hall Green Martin Wood Clarke Jackson Harris Lewis Clark Cooper Ward Turner Hill Moore King Baker Harrison Morris Allen Morgan Lee Watson Parker Bennett Young Cook Richardson Bailey Shaw Collins Bell Murphy Kelly Cox Marshall Miller Adams Murray Price Ellis Simpson Griffiths Palmer Webb Stevens Mason Mills Knight Rogers Hunt Hunter Lloyd Barnes Butler Fletcher Holmes Pearce Reynolds Ford Hart Gordon Burton Dixon Doyle Newton Chambers Hopkins Perry Powell Saunders Whitehouse Tranter Hadley Bridgwater Cartwright Fellows Yardley",
    ),
    rare: 0.45,
  },
  {
    share: 0.2,
    girls: words(
      "Aisha Fatima Maryam Zainab Khadija Hafsa Amina Aaliyah Inaya Zara Sumaiya Iqra Sana Noor Anaya Safa Maira Mahnoor Hira Aleena Ayesha Mariam Rabia Sidra Eshaal Zoya Humaira Nadia Saira Shazia",
    ),
    boys: words(
      "Muhammad Mohammed Mohammad Ibrahim Yusuf Ali Hamza Adam Ahmed Abdullah Musa Zain Bilal Umar Hassan Haris Hussain Ismail Zakariya Haroon Eesa Zayd Imran Usman Ayaan Rayyan Isa Idris Tariq Faisal",
    ),
    families: words(
      "Khan Hussain Ahmed Ali Mahmood Akhtar Iqbal Begum Malik Hussein Shah Rashid Mirza Bibi Aslam Rehman Nawaz Zaman Qureshi Chaudhry Sheikh Yousaf Butt Raja Anwar Farooq Javed Kauser Bashir Ashraf",
    ),
    rare: 0.1,
  },
  {
    share: 0.09,
    girls: words(
      "Simran Jasleen Anaya Aanya Priya Kiran Harleen Avneet Diya Riya Gurleen Manpreet Jasmine Kavya Meera Asha Nisha Sukhpreet",
    ),
    boys: words(
      "Arjan Gurdeep Harpreet Aarav Arjun Rohan Jaspreet Karan Manveer Gurnoor Dev Veer Sukhdev Amar Rajan Jeevan Kian Taran",
    ),
    families: words(
      "Singh Kaur Patel Sandhu Gill Sharma Dhillon Mistry Sidhu Bains Grewal Kumar Atwal Johal Chohan Desai Mann Rai",
    ),
    rare: 0.1,
  },
  {
    share: 0.12,
    girls: words(
      "Naomi Tiana Aaliyah Shanice Destiny Chidera Temiloluwa Akosua Adwoa Amara Zuri Ayomide Blessing Esther Grace Chantelle Kezia Rihanna Nia Deborah",
    ),
    boys: words(
      "Malachi Elijah Tyrell Josiah Emmanuel David Daniel Kwame Kofi Oluwaseun Chidi Jermaine Delroy Isaiah Nathaniel Samuel Tyrese Kwabena Ayodele Caleb",
    ),
    families: words(
      "Campbell Brown Grant Williams Thompson Mensah Boateng Adeyemi Okafor Nwosu Balogun Osei Francis Clarke Reid Gordon Asante Owusu Okonkwo Morrison Bailey Henry Adebayo Eze",
    ),
    rare: 0.25,
  },
  {
    share: 0.05,
    girls: words("Hodan Ikram Hibaaq Sahra Khadra Sumaya Ayaan Nimo Fadumo Hamdi Ifrah Halima Maryan Amal"),
    boys: words(
      "Abdi Mahamed Abdirahman Liban Warsame Yahya Ayanle Zakaria Mustaf Khalid Guled Ilyas Mohamed Hassan",
    ),
    families: words(
      "Warsame Jama Abdi Hassan Mohamed Ali Farah Ahmed Yusuf Osman Hirsi Omar Nur Ismail Hussein Aden",
    ),
    rare: 0.05,
  },
  {
    share: 0.1,
    girls: words(
      "Zuzanna Julia Maja Zofia Lena Hanna Oliwia Andreea Maria Ioana Sofia Elena Daria Anastasia Iryna Viktoria Kateryna Denisa Nikola Gabriela Ana Beatriz Leila Elif Zeynep",
    ),
    boys: words(
      "Jakub Kacper Filip Szymon Antoni Aleksander Andrei Stefan Ionut Bogdan David Luca Matei Oleksandr Dmytro Ivan Jozef Lukas Tomas Joao Miguel Yusuf Emir Matteo Marek",
    ),
    families: words(
      "Nowak Kowalski Wisniewski Wojcik Lewandowski Popescu Ionescu Popa Dumitru Horvath Novak Kovalenko Shevchenko Kovacs Silva Santos Ferreira Yilmaz Demir Petrov Ivanov Balog Rossi Ferraro Hoxha",
    ),
    rare: 0.35,
  },
];

export const STREET_KINDS: readonly string[] = words(
  "Road Street Avenue Close Lane Grove Drive Crescent Terrace Gardens Way Croft Walk Rise Place",
);

const ONSETS = words("B Br C Ch Cl D Dr F G Gr H J K L M N P Pr R S Sh St T Th Tr V W Wh Y");
const MIDDLES = words("a e i o u ar er or an en in on al el il am em om ay ow ea oo");
const CODAS = words(
  "ton ley ford wood well worth field by ham son man rick dale den shaw combe ridge bury mere stock ling ster thorpe nell ger win don kins",
);

/** A made-up family or street name: thousands of different ones, each rare. */
export function madeUp(pick: (list: readonly string[]) => string): string {
  return `${pick(ONSETS)}${pick(MIDDLES)}${pick(CODAS)}`;
}
